import { Expr, foldExpr } from "./expr.ts";
import { add } from "./operations/add.ts";
import { mul } from "./operations/mul.ts";

/**
 * The derivative of a formula with respect to one variable.
 *
 * The chain rule, part by part: d f(a, b)/dx = ∂f/∂a · da/dx + ∂f/∂b · db/dx; parts that do not
 * depend on x leave no trace. `result`, if given, stands for the value of the whole formula, so that
 * a derivative such as eˣ or s(1 − s) can use what was computed already.
 */
export function differentiate(root: Expr, name: string, result: Expr = root): Expr {
  const derivative = foldExpr<Expr | undefined>(root, (part, inner) => {
    if (part.variable !== undefined) return part.variable === name ? Expr.constant(1) : undefined;
    if (part.operation === undefined || inner.every((d) => d === undefined)) return undefined;
    const partials = part.operation.derivative(part.operands, part === root ? result : part);
    let sum: Expr | undefined;
    inner.forEach((d, i) => {
      if (d === undefined) return;
      const term = product(partials[i]!, d);
      if (term !== undefined) sum = sum === undefined ? term : add(sum, term);
    });
    return sum;
  });
  return derivative ?? Expr.constant(0);
}

/** The product of a partial and an inner derivative, without factors of 1 and without terms of 0. */
function product(partial: Expr | number, inner: Expr): Expr | undefined {
  const outer = typeof partial === "number" ? partial : partial.value;
  if (outer === 0 || inner.value === 0) return undefined;
  if (outer === 1) return inner;
  const factor = typeof partial === "number" ? Expr.constant(partial) : partial;
  if (inner.value === 1) return factor;
  return mul(factor, inner);
}

import { type Expr, foldExpr, rebuilt } from "../expr/expr.ts";
import { defineOperation, type Operation, precedence } from "../expr/operation.ts";
import { mul } from "../expr/operations/mul.ts";
import { pow } from "../expr/operations/pow.ts";
import type { Shape } from "../graph/shape.ts";
import { sizeOf } from "../graph/shape.ts";

/** The product element by element, as it is written between matrices: x ⊙ y. */
export const hadamard: Operation = defineOperation({
  symbol: "hadamard",
  arity: 2,
  evaluate: mul.evaluate,
  derivative: mul.derivative,
  latex: (x, y) => `${x(precedence.product)} \\odot ${y(precedence.product)}`,
  latexPrecedence: precedence.product,
  infix: { sign: "⊙", precedence: precedence.product },
  commutative: true,
  ...(mul.interval === undefined ? {} : { interval: mul.interval }),
});

/** Writes products of matrices element by element with ⊙; products with numbers keep their dot. */
export function withHadamard(formula: Expr, shapes: readonly Shape[]): Expr {
  const isMatrix = new Map<Expr, boolean>();
  return foldExpr<Expr>(formula, (part, operands) => {
    const same = rebuilt(part, operands);
    if (part.variable !== undefined) isMatrix.set(part, sizeOf(shapes[Number(part.variable.slice(1))] ?? []) > 1);
    const inner = part.operands.map((one) => isMatrix.get(one) === true);
    if (part.operation !== undefined) isMatrix.set(part, inner.some(Boolean));
    // W² of a matrix W could be a product of matrices, and W¹² a name; element by element is W ⊙ W.
    const [base, power] = same.operands;
    if (same.operation === pow && base?.variable !== undefined && power?.value === 2)
      return isMatrix.get(part.operands[0]!) === true ? hadamard(base, base) : mul(base, base);
    return same.operation === mul && inner.every(Boolean) ? hadamard(...same.operands) : same;
  });
}

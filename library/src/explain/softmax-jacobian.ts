import { differentiate } from "../expr/differentiate.ts";
import { constant, Expr, substitute, variable } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { div } from "../expr/operations/div.ts";
import { exp } from "../expr/operations/exp.ts";
import { mul } from "../expr/operations/mul.ts";
import { sub } from "../expr/operations/sub.ts";
import { formulaText } from "./formula-text.ts";
import { cancelled } from "./rational.ts";

/** One entry of a Jacobian, as a formula of the numbers that go in, and of those that come out. */
export interface JacobianEntry {
  readonly row: number;
  readonly column: number;
  /** The quotient rule's result, in z1, z2 … */
  readonly raw: Expr;
  /** In a1, a2 …, the function's own values. */
  readonly short: Expr;
  readonly text: string;
}

/**
 * The Jacobian of softmax, derived: ∂aᵢ/∂zⱼ = aᵢ(1 − aᵢ) for i = j, and −aᵢaⱼ otherwise.
 *
 * a = e^z/Σ e^z is differentiated by the quotient rule; then e^z is written as a s with s = Σ e^z, and everything is
 * brought over one denominator, where s cancels.
 */
export function softmaxJacobian(size = 3): readonly (readonly JacobianEntry[])[] {
  const indices = Array.from({ length: size }, (_, i) => i + 1);
  const powers = indices.map((i) => exp(variable(`z${i}`)));
  const total = powers.reduce((sum, power) => add(sum, power));
  const name = (i: number): Expr => variable(`a${i}`);
  return indices.map((row) =>
    indices.map((column) => {
      const raw = differentiate(div(powers[row - 1]!, total), `z${column}`);
      // One value is 1 minus the others: one that is not in this entry, so that the entry keeps its own.
      const spare = indices.filter((i) => i !== row && i !== column).at(-1) ?? size;
      const rest = indices.filter((i) => i !== spare).reduce<Expr>((sum, i) => sub(sum, name(i)), constant(1));
      const shares = new Map(indices.map((i) => [`e${i}`, mul(i === spare ? rest : name(i), variable("s"))] as const));
      const inPowers = replacePowers(raw, indices);
      const short = cancelled(substitute(inPowers, shares)) ?? raw;
      return { row, column, raw, short, text: formulaText(short) };
    }),
  );
}

/** e^(zᵢ) as a variable eᵢ. */
function replacePowers(formula: Expr, indices: readonly number[]): Expr {
  const replaced = new Map(indices.map((i) => [`z${i}`, variable(`log e${i}`)]));
  const inLogarithms = substitute(formula, replaced);
  const visit = (part: Expr): Expr => {
    const [inner] = part.operands;
    if (part.operation === exp && inner?.variable !== undefined) return variable(inner.variable.replace("log ", ""));
    return part.operation === undefined ? part : Expr.apply(part.operation, part.operands.map(visit));
  };
  return visit(inLogarithms);
}

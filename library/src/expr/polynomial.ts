import { constant, type Expr } from "./expr.ts";
import { add } from "./operations/add.ts";
import { mul } from "./operations/mul.ts";

/**
 * c₀ + c₁x + c₂x² + …, by Horner's rule in x² over the pairs c₀ + c₁x, c₂ + c₃x, …: as many operations as Horner's rule in
 * x and one more, but half as many that wait for each other.
 */
export function polynomial(coefficients: readonly number[], x: Expr): Expr {
  const pairs: Expr[] = [];
  for (let i = 0; i < coefficients.length; i += 2) {
    const [c, d] = [constant(coefficients[i]!), coefficients[i + 1]];
    pairs.push(d === undefined ? c : add(mul(d, x), c));
  }
  const [last, ...rest] = pairs.reverse() as [Expr, ...Expr[]];
  const square = mul(x, x);
  return rest.reduce((sum, pair) => add(mul(sum, square), pair), last);
}

/** n! = 1 · 2 · … · n. */
export function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

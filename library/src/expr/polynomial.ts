import { constant, type Expr } from "./expr.ts";
import { add } from "./operations/add.ts";
import { mul } from "./operations/mul.ts";

/** c₀ + c₁x + c₂x² + …, by Horner's rule. */
export function polynomial(coefficients: readonly number[], x: Expr): Expr {
  const [last, ...rest] = [...coefficients].reverse();
  return rest.reduce<Expr>((sum, c) => add(mul(sum, x), c), constant(last!));
}

/** n! = 1 · 2 · … · n. */
export function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

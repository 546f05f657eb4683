import { between } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { exponent } from "./exponent.ts";
import { ldexp } from "./ldexp.ts";
import { neg } from "./neg.ts";

/** x by powers of two until 1 ≤ |x| < 2, which loses nothing. */
function mantissa64(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  let value = x;
  while (Math.abs(value) >= 2 ** 32) value *= 2 ** -32;
  while (Math.abs(value) >= 2) value *= 0.5;
  while (Math.abs(value) < 2 ** -32) value *= 2 ** 32;
  while (Math.abs(value) < 1) value *= 2;
  return value;
}

/** x / 2^exponent(x), so that 1 ≤ |mantissa| < 2; machines promise it for normal x only. */
export const mantissa: Operation = defineOperation({
  symbol: "mantissa",
  arity: 1,
  evaluate: mantissa64 as (x?: number) => number,
  derivative: ([x]) => [ldexp(1, neg(exponent(x!)))],
  latex: (x) => `\\operatorname{mantissa}\\left(${x()}\\right)`,
  interval: () => between(-2, 2),
  instruction: "mantissa",
});

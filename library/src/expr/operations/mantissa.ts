import { between } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { exponent, exponent64 } from "./exponent.ts";
import { ldexp } from "./ldexp.ts";
import { neg } from "./neg.ts";

/** x / 2^exponent(x), so that 1 ≤ |mantissa| < 2; machines promise it for normal x only. */
export const mantissa: Operation = defineOperation({
  symbol: "mantissa",
  arity: 1,
  evaluate: (x) => {
    if (x === 0 || !Number.isFinite(x)) return x!;
    const e = exponent64(x!);
    return e < -1000 ? (x! * 2 ** 64) / 2 ** (e + 64) : x! / 2 ** e;
  },
  derivative: ([x]) => [ldexp(1, neg(exponent(x!)))],
  latex: (x) => `\\operatorname{mantissa}\\left(${x()}\\right)`,
  interval: () => between(-2, 2),
  instruction: "mantissa",
});

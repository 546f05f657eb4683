import { exp64 } from "../float64.ts";
import { rising } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { polynomial } from "../polynomial.ts";
import { abs } from "./abs.ts";
import { exp } from "./exp.ts";
import { less } from "./less.ts";
import { min } from "./min.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { select } from "./select.ts";
import { sub } from "./sub.ts";

const scale = 2 / Math.sqrt(Math.PI);

/**
 * The error function in float64: the Maclaurin series (all terms positive in Kummer's form) below 3,
 * the continued fraction of erfc (Abramowitz and Stegun 7.1.14) above.
 */
function erf64(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x) || a > 6) return Number.isNaN(x) ? x : Math.sign(x);
  if (a < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

/** The error function 2/√π ∫₀ˣ e^(−t²) dt, in the open interval (−1, 1). */
export const erf: Operation = defineOperation({
  symbol: "erf",
  arity: 1,
  evaluate: erf64 as (x?: number) => number,
  derivative: ([x]) => [mul(scale, exp(neg(mul(x!, x!))))],
  latex: (x) => `\\operatorname{erf}\\left(${x()}\\right)`,
  interval: rising(erf64),
  source: "Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, chapter 7",
  lowering: {
    formula: (x) => {
      const a = abs(x!);
      const square = mul(x!, x!);
      // Chebyshev interpolation of erf(x)/x in x² on [0, 1] and of ln erfc(x) on [1, 4].
      const near = mul(
        x!,
        polynomial(
          [1.1283792, -0.37612627, 0.11283595, -0.026854212, 0.0051890874, -0.00080168643, 0.000078758751],
          square,
        ),
      );
      const logarithm = polynomial(
        [
          -7.8068152768, -5.3526807492, -0.94389364455, -0.010858112936, 0.0021651698716, -0.00042079165084,
          0.000077387603552, -0.000012925695738, 0.0000016155811642, -7.5826845237e-8,
        ],
        sub(min(a, 4), 2.5),
      );
      const far = sub(1, exp64(logarithm));
      return select(less(a, 1), near, select(less(x!, 0), neg(far), far));
    },
    precision: "float64",
    ulp: 2,
  },
});

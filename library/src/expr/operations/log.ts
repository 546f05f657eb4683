import { constant } from "../expr.ts";
import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { polynomial } from "../polynomial.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import { exponent } from "./exponent.ts";
import { less } from "./less.ts";
import { log1p } from "./log1p.ts";
import { mantissa } from "./mantissa.ts";
import { mul } from "./mul.ts";
import { select } from "./select.ts";
import { sub } from "./sub.ts";

/** The natural logarithm ln x; −∞ at 0, NaN below. */
export const log: Operation = defineOperation({
  symbol: "log",
  arity: 1,
  evaluate: (x) => Math.log(x!),
  derivative: ([x]) => [div(1, x!)],
  latex: (x) => `\\ln ${x(precedence.power)}`,
  interval: (x) => between(Math.log(Math.max(x.lower, 0)), Math.log(Math.max(x.upper, 0))),
  identities: [
    { kind: "stable", from: (x) => log(exp(x!)), to: (x) => x! },
    { kind: "stable", from: (x, y) => log(div(exp(x!), y!)), to: (x, y) => sub(x!, log(y!)) },
    { kind: "stable", from: (x) => log(add(1, x!)), to: (x) => log1p(x!) },
  ],
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.log(${x})`,
  lowering: {
    formula: (x) => {
      // Subnormal numbers are scaled up first; x = m 2ᵉ with √½ < m ≤ √2.
      const tiny = less(x!, 2 ** -126);
      const scaled = select(tiny, mul(x!, 2 ** 23), x!);
      const tall = less(Math.SQRT2, mantissa(scaled));
      const m = select(tall, mul(mantissa(scaled), 0.5), mantissa(scaled));
      const e = add(add(exponent(scaled), tall), select(tiny, -23, constant(0)));
      const f = sub(m, 1);
      // Chebyshev interpolation of (ln(1 + f) − f + f²/2)/f³; relative error 4 · 10⁻⁹.
      const tail = polynomial(
        [
          0.33333331, -0.24999997, 0.20000716, -0.16667798, 0.14249033, -0.12425777, 0.11685796, -0.11479188,
          0.06969754,
        ],
        f,
      );
      const square = mul(f, f);
      const small = add(mul(e, -2.1219444005469057e-4), sub(mul(mul(square, f), tail), mul(square, 0.5)));
      const finite = add(mul(e, 0.693359375), add(f, small));
      // 0 → −∞, negative → NaN, ∞ → ∞, NaN → NaN.
      const low = select(less(x!, 0), constant(NaN), select(less(0, x!), finite, add(x!, -Infinity)));
      return select(less(x!, constant(Infinity)), low, x!);
    },
    precision: "float32",
    ulp: 4,
  },
});

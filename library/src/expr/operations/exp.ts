import { rising } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { polynomial } from "../polynomial.ts";
import { add } from "./add.ts";
import { floor } from "./floor.ts";
import { ldexp } from "./ldexp.ts";
import { max } from "./max.ts";
import { min } from "./min.ts";
import { mul } from "./mul.ts";
import { round } from "./round.ts";
import { sub } from "./sub.ts";

/** The exponential eˣ. */
export const exp: Operation = defineOperation({
  symbol: "exp",
  arity: 1,
  evaluate: (x) => Math.exp(x!),
  derivative: (_, result) => [result],
  latex: (x) => `e^{${x()}}`,
  interval: rising(Math.exp),
  identities: [
    { kind: "algebraic", from: "exp(x) * exp(y)", to: "exp(x + y)" },
    { kind: "algebraic", from: "exp(0)", to: "1" },
  ],
  latexPrecedence: precedence.power,
  javascript: (x) => `Math.exp(${x})`,
  lowering: {
    formula: (x) => {
      // x = n ln 2 + r; 2ⁿ in two steps, so that neither overflows nor vanishes before the product does.
      const bounded = max(min(x!, 89), -104);
      const n = round(mul(bounded, 1 / Math.LN2));
      const r = sub(sub(bounded, mul(n, 0.693359375)), mul(n, -2.1219444005469057e-4));
      // Chebyshev interpolation of (eʳ − 1 − r)/r² on |r| ≤ ln 2 / 2; relative error 10⁻⁸.
      const tail = polynomial([0.5, 0.16666577, 0.041666555, 0.0083631776, 0.0013926182], r);
      const power = add(add(mul(mul(r, r), tail), r), 1);
      const half = floor(mul(n, 0.5));
      return ldexp(ldexp(power, half), sub(n, half));
    },
    precision: "float32",
    ulp: 4,
  },
});

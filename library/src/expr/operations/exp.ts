import { rising } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { polynomial } from "../polynomial.ts";
import { add } from "./add.ts";
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
  latexPrecedence: precedence.power,
  javascript: (x) => `Math.exp(${x})`,
  lowering: {
    formula: (x) => {
      // x = n ln 2 + r.
      const bounded = max(min(x!, 89), -104);
      const n = round(mul(bounded, 1 / Math.LN2));
      const r = sub(sub(bounded, mul(n, 0.693359375)), mul(n, -2.1219444005469057e-4));
      // The polynomial for (eʳ − 1 − r)/r² on |r| ≤ ln 2 / 2 whose greatest error relative to eʳ is least: 3 · 10⁻⁹.
      const tail = polynomial([0.49999993, 0.1666652, 0.04166839, 0.008368745, 0.0013814541], r);
      return ldexp(add(mul(mul(r, r), tail), add(r, 1)), n);
    },
    precision: "float32",
    ulp: 4,
  },
});

import { atan64 } from "../float64.ts";
import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";

/** The angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. */
export const asin: Operation = defineOperation({
  symbol: "asin",
  arity: 1,
  evaluate: (x) => Math.asin(x!),
  derivative: ([x]) => [div(1, sqrt(sub(1, mul(x!, x!))))],
  latex: (x) => `\\arcsin ${x(precedence.power)}`,
  interval: (x) => between(Math.asin(Math.max(x.lower, -1)), Math.asin(Math.min(x.upper, 1))),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.asin(${x})`,
  lowering: {
    formula: (x) => atan64(div(x!, sqrt(mul(sub(1, x!), add(1, x!))))),
    precision: "float64",
    ulp: 1,
  },
});

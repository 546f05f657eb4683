import { atan64 } from "../float64.ts";
import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";

/** The angle in [0, π] whose cosine is x; NaN outside [−1, 1]. */
export const acos: Operation = defineOperation({
  symbol: "acos",
  arity: 1,
  evaluate: (x) => Math.acos(x!),
  derivative: ([x]) => [neg(div(1, sqrt(sub(1, mul(x!, x!)))))],
  latex: (x) => `\\arccos ${x(precedence.power)}`,
  interval: (x) => between(Math.acos(Math.min(x.upper, 1)), Math.acos(Math.max(x.lower, -1))),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.acos(${x})`,
  lowering: {
    formula: (x) => mul(2, atan64(sqrt(div(sub(1, x!), add(1, x!))))),
    precision: "float64",
    ulp: 1,
  },
});

import { atan64 } from "../float64.ts";
import { rising } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";

/** The angle in (−π/2, π/2) whose tangent is x. */
export const atan: Operation = defineOperation({
  symbol: "atan",
  arity: 1,
  evaluate: (x) => Math.atan(x!),
  derivative: ([x]) => [div(1, add(1, mul(x!, x!)))],
  latex: (x) => `\\arctan ${x(precedence.power)}`,
  interval: rising(Math.atan),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.atan(${x})`,
  lowering: {
    formula: (x) => atan64(x!),
    precision: "float64",
    ulp: 1,
  },
});

import { between } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { div } from "./div.ts";

/** The square root √x; NaN below 0. */
export const sqrt: Operation = defineOperation({
  symbol: "sqrt",
  arity: 1,
  evaluate: (x) => Math.sqrt(x!),
  derivative: (_, result) => [div(0.5, result)],
  latex: (x) => `\\sqrt{${x()}}`,
  interval: (x) => between(Math.sqrt(Math.max(x.lower, 0)), Math.sqrt(Math.max(x.upper, 0))),
  instruction: "sqrt",
  javascript: (x) => `Math.sqrt(${x})`,
});

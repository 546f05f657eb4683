import { between } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { less } from "./less.ts";
import { select } from "./select.ts";

/** −1, 0 or 1 as x is negative, zero or positive; zeros keep their sign and NaN stays NaN. Slope 0. */
export const sign: Operation = defineOperation({
  symbol: "sign",
  arity: 1,
  evaluate: (x) => Math.sign(x!),
  derivative: () => [0],
  latex: (x) => `\\operatorname{sign}\\left(${x()}\\right)`,
  interval: (x) => between(Math.sign(x.lower), Math.sign(x.upper)),
  kinks: [0],
  lowering: {
    formula: (x) => select(less(x!, 0), -1, select(less(0, x!), 1, x!)),
    precision: "float32",
    ulp: 0,
  },
  javascript: (x) => `Math.sign(${x})`,
});

import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { max } from "../../expr/operations/max.ts";
import { min } from "../../expr/operations/min.ts";

/** The rectifier cut off at 6. */
export const relu6: Operation = defineFunction({
  symbol: "relu6",
  arity: 1,
  formula: (x) => min(6, max(0, x!)),
  kinks: [0, 6],
});

import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { max } from "../../expr/operations/max.ts";
import { min } from "../../expr/operations/min.ts";

/** x cut off at −1 and 1. */
export const hardTanh: Operation = defineFunction({
  symbol: "hardTanh",
  arity: 1,
  formula: (x) => min(1, max(-1, x!)),
  kinks: [-1, 1],
});

import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { max } from "../../expr/operations/max.ts";

/** The rectifier max(0, x); its slope at 0 is taken as 0. */
export const relu: Operation = defineFunction({
  symbol: "relu",
  arity: 1,
  formula: (x) => max(0, x!),
  kinks: [0],
  source: "Nair and Hinton, ICML 2010",
});

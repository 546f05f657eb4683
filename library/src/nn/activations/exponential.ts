import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { exp } from "../../expr/operations/exp.ts";

/** The exponential eˣ. */
export const exponential: Operation = defineFunction({
  symbol: "exponential",
  arity: 1,
  formula: (x) => exp(x!),
});

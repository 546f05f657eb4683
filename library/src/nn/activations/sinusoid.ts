import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { sin } from "../../expr/operations/sin.ts";

/** The sine of x. */
export const sinusoid: Operation = defineFunction({
  symbol: "sinusoid",
  arity: 1,
  formula: (x) => sin(x!),
});

import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";

/** The identity x. */
export const identity: Operation = defineFunction({
  symbol: "identity",
  arity: 1,
  formula: (x) => x!,
  derivative: () => [1],
});

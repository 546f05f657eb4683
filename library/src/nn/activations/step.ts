import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";

/** The Heaviside step: 1 for x ≥ 0, else 0; slope 0. */
export const step: Operation = defineFunction({
  symbol: "step",
  arity: 1,
  formula: (x) => lessEqual(0, x!),
  kinks: [0],
});

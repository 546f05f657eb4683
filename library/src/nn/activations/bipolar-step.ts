import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";

/** 1 for x ≥ 0, else −1; slope 0. */
export const bipolarStep: Operation = defineFunction({
  symbol: "bipolarStep",
  arity: 1,
  formula: (x) => sub(mul(2, lessEqual(0, x!)), 1),
  kinks: [0],
});

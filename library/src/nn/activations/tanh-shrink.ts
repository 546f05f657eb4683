import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { sub } from "../../expr/operations/sub.ts";
import { tanh } from "../../expr/operations/tanh.ts";

/** x − tanh x. */
export const tanhShrink: Operation = defineFunction({
  symbol: "tanhShrink",
  arity: 1,
  formula: (x) => sub(x!, tanh(x!)),
});

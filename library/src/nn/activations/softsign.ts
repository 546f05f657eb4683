import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { abs } from "../../expr/operations/abs.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";

/** x/(1 + |x|), in the open interval (−1, 1). */
export const softsign: Operation = defineFunction({
  symbol: "softsign",
  arity: 1,
  formula: (x) => div(x!, add(1, abs(x!))),
});

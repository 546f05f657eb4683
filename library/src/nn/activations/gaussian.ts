import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { exp } from "../../expr/operations/exp.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";

/** The bell e^(−x²). */
export const gaussian: Operation = defineFunction({
  symbol: "gaussian",
  arity: 1,
  formula: (x) => exp(neg(mul(x!, x!))),
});

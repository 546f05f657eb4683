import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";

/** (√(x² + 1) − 1)/2 + x. */
export const bentIdentity: Operation = defineFunction({
  symbol: "bentIdentity",
  arity: 1,
  formula: (x) => add(div(sub(sqrt(add(mul(x!, x!), 1)), 1), 2), x!),
});

import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { min } from "../../expr/operations/min.ts";

/** relu6(x + 3)/6, in the closed interval [0, 1]. */
export const hardSigmoid: Operation = defineFunction({
  symbol: "hardSigmoid",
  arity: 1,
  formula: (x) => div(min(6, max(0, add(x!, 3))), 6),
  kinks: [-3, 3],
});

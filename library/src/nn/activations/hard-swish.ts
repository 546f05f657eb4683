import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { min } from "../../expr/operations/min.ts";
import { mul } from "../../expr/operations/mul.ts";

/** x relu6(x + 3)/6. */
export const hardSwish: Operation = defineFunction({
  symbol: "hardSwish",
  arity: 1,
  formula: (x) => div(mul(x!, min(6, max(0, add(x!, 3)))), 6),
  kinks: [-3, 3],
});

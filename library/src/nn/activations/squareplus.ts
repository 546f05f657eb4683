import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";

/** (x + √(x² + 4))/2, a rectifier without exponentials. */
export const squareplus: Operation = defineFunction({
  symbol: "squareplus",
  arity: 1,
  formula: (x) => div(add(x!, sqrt(add(mul(x!, x!), 4))), 2),
  source: "Barron, 2021",
});

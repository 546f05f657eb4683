import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { exp } from "../../expr/operations/exp.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { sigmoid } from "./sigmoid.ts";

/** x σ(x), also called swish. */
export const silu: Operation = defineFunction({
  symbol: "silu",
  arity: 1,
  formula: (x) => div(x!, add(1, exp(neg(x!)))),
  stable: (x) => mul(x!, sigmoid(x!)),
  source: "Elfwing, Uchibe, Doya, Neural Networks 107, 2018",
});

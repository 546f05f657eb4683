import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { abs } from "../../expr/operations/abs.ts";
import { add } from "../../expr/operations/add.ts";
import { exp } from "../../expr/operations/exp.ts";
import { log } from "../../expr/operations/log.ts";
import { log1p } from "../../expr/operations/log1p.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { tanh } from "../../expr/operations/tanh.ts";

/** x tanh(ln(1 + eˣ)). */
export const mish: Operation = defineFunction({
  symbol: "mish",
  arity: 1,
  formula: (x) => mul(x!, tanh(log(add(1, exp(x!))))),
  stable: (x) => mul(x!, tanh(add(max(x!, 0), log1p(exp(neg(abs(x!))))))),
  source: "Misra, 2019",
});

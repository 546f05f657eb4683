import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { abs } from "../../expr/operations/abs.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { exp } from "../../expr/operations/exp.ts";
import { log } from "../../expr/operations/log.ts";
import { log1p } from "../../expr/operations/log1p.ts";
import { max } from "../../expr/operations/max.ts";
import { neg } from "../../expr/operations/neg.ts";

/** ln(1 + eˣ), a smooth rectifier. */
export const softplus: Operation = defineFunction({
  symbol: "softplus",
  arity: 1,
  formula: (x) => log(add(1, exp(x!))),
  stable: (x) => add(max(x!, 0), log1p(exp(neg(abs(x!))))),
  derivative: ([x]) => [div(1, add(1, exp(neg(x!))))],
});

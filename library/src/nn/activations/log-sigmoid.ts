import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { abs } from "../../expr/operations/abs.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { exp } from "../../expr/operations/exp.ts";
import { log } from "../../expr/operations/log.ts";
import { log1p } from "../../expr/operations/log1p.ts";
import { min } from "../../expr/operations/min.ts";
import { neg } from "../../expr/operations/neg.ts";
import { sub } from "../../expr/operations/sub.ts";

/** The logarithm of the logistic function, −ln(1 + e⁻ˣ). */
export const logSigmoid: Operation = defineFunction({
  symbol: "logSigmoid",
  arity: 1,
  formula: (x) => neg(log(add(1, exp(neg(x!))))),
  stable: (x) => sub(min(x!, 0), log1p(exp(neg(abs(x!))))),
  derivative: ([x]) => [div(1, add(1, exp(x!)))],
});

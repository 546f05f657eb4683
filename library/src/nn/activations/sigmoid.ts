import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { exp } from "../../expr/operations/exp.ts";
import { log } from "../../expr/operations/log.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { sub } from "../../expr/operations/sub.ts";
import { logSigmoid } from "./log-sigmoid.ts";

/** The logistic function 1/(1 + e⁻ˣ), in the open interval (0, 1). */
export const sigmoid: Operation = defineFunction({
  symbol: "sigmoid",
  arity: 1,
  formula: (x) => div(1, add(1, exp(neg(x!)))),
  derivative: (_, s) => [mul(s, sub(1, s))],
  latex: (x) => `\\sigma\\left(${x()}\\right)`,
  identities: [
    { kind: "stable", from: (x) => log(sigmoid(x!)), to: (x) => logSigmoid(x!) },
    { kind: "stable", from: (x) => log(sub(1, sigmoid(x!))), to: (x) => logSigmoid(neg(x!)) },
  ],
});

import { abs } from "../../expr/operations/abs.ts";
import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sum } from "../../graph/functions.ts";
import { defineRegularizer, type Regularizer } from "./_regularizer.ts";

/** Adds λ₁ Σ|w| + λ₂ Σ w² to the loss, λ₁, λ₂ ≥ 0. Source: Zou and Hastie, JRSS B 2005. */
export const elasticNet: (first: number, second: number) => Regularizer = defineRegularizer(
  "elasticNet",
  (first: number, second: number) => (weights) =>
    add(mul(first, sum(abs(weights))), mul(second, sum(mul(weights, weights)))),
);

import { abs } from "../../expr/operations/abs.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sum } from "../../graph/functions.ts";
import { defineRegularizer, type Regularizer } from "./_regularizer.ts";

/** Adds λ Σ|w| to the loss: weights that matter little become 0 (lasso). λ ≥ 0. Source: Tibshirani, JRSS B 1996. */
export const l1: (strength: number) => Regularizer = defineRegularizer("l1", (strength: number) => (weights) => {
  return mul(strength, sum(abs(weights)));
});

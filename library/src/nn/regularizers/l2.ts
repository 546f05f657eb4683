import { mul } from "../../expr/operations/mul.ts";
import { sum } from "../../graph/functions.ts";
import { defineRegularizer, type Regularizer } from "./_regularizer.ts";

/** Adds λ Σ w² (without ½) to the loss: large weights cost more (ridge). λ ≥ 0. Source: Hoerl and Kennard, 1970. */
export const l2: (strength: number) => Regularizer = defineRegularizer("l2", (strength: number) => (weights) => {
  return mul(strength, sum(mul(weights, weights)));
});

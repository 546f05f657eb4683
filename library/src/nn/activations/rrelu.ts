import { add } from "../../expr/operations/add.ts";
import { less } from "../../expr/operations/less.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { defineLayer, type Layer } from "../network.ts";

/**
 * The rectifier with a random slope where x ≤ 0: uniform in [lower, upper) in training, their mean otherwise.
 *
 * Source: Xu, Wang, Chen, Li, Empirical evaluation of rectified activations, 2015.
 */
export const rrelu: (lower?: number, upper?: number) => Layer = defineLayer(
  "rrelu",
  (lower = 1 / 8, upper = 1 / 3) =>
    (input, scope) => {
      const middle = (lower + upper) / 2;
      const slope = scope.mode === "training" ? add(lower, mul(upper - lower, scope.random(input.shape))) : middle;
      return select(less(0, input), input, mul(slope, input));
    },
);

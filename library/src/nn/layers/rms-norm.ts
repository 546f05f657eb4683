import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { mean } from "../../graph/functions.ts";
import { ones } from "../initializers/ones.ts";
import { defineLayer, type Layer } from "../network.ts";

/** Options of root-mean-square normalization. */
export interface RmsNormOptions {
  /** ε > 0, added to the mean square. */
  readonly epsilon?: number;
}

/**
 * Each row (along the last axis) divided by its root mean square, then scaled: y = γ x/√(mean x² + ε).
 *
 * Source: Zhang and Sennrich, NeurIPS 2019.
 */
export const rmsNorm: (options?: RmsNormOptions) => Layer = defineLayer(
  "rmsNorm",
  ({ epsilon = 1e-6 }: RmsNormOptions = {}) =>
    (input, scope) => {
      const gamma = scope.parameter("scale", [input.shape.at(-1)!], { initializer: ones });
      const square = mean(mul(input, input), -1, { keep: true });
      return mul(div(input, sqrt(add(square, epsilon))), gamma);
    },
);

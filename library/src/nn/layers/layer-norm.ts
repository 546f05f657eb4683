import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { ones } from "../initializers/ones.ts";
import { zeros } from "../initializers/zeros.ts";
import { defineLayer, type Layer } from "../network.ts";
import { standardized } from "./_normalization.ts";

/** Options of layer normalization. */
export interface LayerNormOptions {
  /** ε > 0, added to the variance. */
  readonly epsilon?: number;
}

/**
 * Each row (along the last axis) with mean 0 and variance 1, then scaled: y = γ (x − μ)/√(σ² + ε) + β.
 *
 * Source: Ba, Kiros, Hinton, Layer normalization, 2016.
 */
export const layerNorm: (options?: LayerNormOptions) => Layer = defineLayer(
  "layerNorm",
  ({ epsilon = 1e-5 }: LayerNormOptions = {}) =>
    (input, scope) => {
      const size = input.shape.at(-1)!;
      const gamma = scope.parameter("scale", [size], { initializer: ones });
      const beta = scope.parameter("shift", [size], { initializer: zeros });
      return add(mul(standardized(input, [input.shape.length - 1], epsilon), gamma), beta);
    },
);

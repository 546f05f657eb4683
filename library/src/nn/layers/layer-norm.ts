import { defineLayer, type Layer } from "../network.ts";
import { rescaled, standardized } from "./_normalization.ts";

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
    (input, scope) =>
      rescaled(standardized(input, [input.shape.length - 1], epsilon), scope),
);

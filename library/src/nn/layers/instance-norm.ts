import { defineLayer, type Layer } from "../network.ts";
import { rescaled, standardized } from "./_normalization.ts";
import { placesOf } from "./_windows.ts";

/** Options of instance normalization. */
export interface InstanceNormOptions {
  /** ε > 0, added to the variance. */
  readonly epsilon?: number;
}

/**
 * Each channel of each row with mean 0 and variance 1 over its places, then scaled: y = γ (x − μ)/√(σ² + ε) + β.
 *
 * Source: Ulyanov, Vedaldi, Lempitsky, 2016.
 */
export const instanceNorm: (options?: InstanceNormOptions) => Layer = defineLayer(
  "instanceNorm",
  ({ epsilon = 1e-5 }: InstanceNormOptions = {}) =>
    (input, scope) => {
      const axes = Array.from({ length: placesOf(input, "instanceNorm") }, (_, i) => i + 1);
      return rescaled(standardized(input, axes, epsilon, scope.mask(input)), scope);
    },
);

import { reshape } from "../../graph/functions.ts";
import { ArgumentError } from "../../util/errors.ts";
import { wholeNumber } from "../../util/whole-number.ts";
import { defineLayer, type Layer } from "../network.ts";
import { rescaled, standardized } from "./_normalization.ts";

/** Options of group normalization. */
export interface GroupNormOptions {
  /** ε > 0, added to the variance. */
  readonly epsilon?: number;
}

/**
 * The channels of each row in `groups` groups, each with mean 0 and variance 1 over its channels and all places, then
 * scaled channel by channel: y = γ (x − μ)/√(σ² + ε) + β.
 *
 * Source: Wu and He, ECCV 2018.
 *
 * @throws ArgumentError where the groups do not divide the channels.
 */
export const groupNorm: (groups: number, options?: GroupNormOptions) => Layer = defineLayer(
  "groupNorm",
  (groups: number, { epsilon = 1e-5 }: GroupNormOptions = {}) => {
    wholeNumber(groups, "groupNorm: the number of groups");
    return (input, scope) => {
      const channels = input.shape.at(-1)!;
      if (channels % groups !== 0)
        throw new ArgumentError("groupNorm: the groups do not fit", {
          expected: `a number that divides ${channels} channels`,
          found: String(groups),
        });
      const places = input.shape.slice(1, -1);
      const divided = reshape(input, [input.shape[0]!, ...places, groups, channels / groups]);
      const axes = [...places.map((_, i) => i + 1), places.length + 2];
      return rescaled(reshape(standardized(divided, axes, epsilon, scope.mask(input)), input.shape), scope);
    };
  },
);

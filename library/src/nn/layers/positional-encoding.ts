import { add } from "../../expr/operations/add.ts";
import { max } from "../../expr/operations/max.ts";
import { sub } from "../../expr/operations/sub.ts";
import { contract, gather, tensor, toIndex } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { normal } from "../initializers/normal.ts";
import { defineLayer, type Layer } from "../network.ts";
import { alongTime } from "./_time.ts";

/** Options of positional encoding. */
export interface PositionalEncodingOptions {
  /** Whether what is added for each step is learned, beginning normal with deviation 0.02, instead of waves. */
  readonly learned?: boolean;
}

/**
 * Adds to every step of a row (n×t×c) where it stands: sin(t/10000^(2i/c)) to channel 2i and cos(t/10000^(2i/c)) to 2i + 1, or
 * a vector that is learned for each step.
 *
 * Of rows with a mask the steps that are there are counted. Source: Vaswani et al., Attention is all you need, 2017.
 *
 * @throws ShapeError where rows have no time.
 */
export const positionalEncoding: (options?: PositionalEncodingOptions) => Layer = defineLayer(
  "positionalEncoding",
  ({ learned = false }: PositionalEncodingOptions = {}) =>
    (input, scope) => {
      const [, length, channels] = alongTime(input, "positionalEncoding");
      const places = learned
        ? scope.parameter("places", [length, channels], { initializer: normal(0, 0.02) })
        : waves(length, channels);
      const mask = scope.mask(input);
      if (mask === undefined) return add(input, places);
      // Steps that are there are counted from the first of them, wherever in the row it stands.
      const upTo = Float64Array.from({ length: length * length }, (_, at) =>
        Number(at % length >= Math.floor(at / length)),
      );
      const counted = contract(mask, tensor(upTo, [length, length]), "ni,ij->nj");
      return add(input, gather(places, toIndex(max(0, sub(counted, 1)))));
    },
);

/** Waves of all lengths: sine and cosine side by side. */
function waves(length: number, channels: number): Tensor {
  const values = Float64Array.from({ length: length * channels }, (_, at) => {
    const [step, channel] = [Math.floor(at / channels), at % channels];
    const angle = step / 10_000 ** ((2 * (channel >> 1)) / channels);
    return channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return tensor(values, [length, channels]);
}

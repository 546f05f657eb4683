import { add } from "../../expr/operations/add.ts";
import { tensor } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { alongTime } from "./_time.ts";

/**
 * Adds to every step of a row (n×t×c) where it stands: sin(t/10000^(2i/c)) to channel 2i and cos(t/10000^(2i/c)) to 2i + 1.
 *
 * Source: Vaswani et al., Attention is all you need, 2017.
 *
 * @throws ShapeError where rows have no time.
 */
export const positionalEncoding: () => Layer = defineLayer("positionalEncoding", () => (input) => {
  const [, length, channels] = alongTime(input, "positionalEncoding");
  const values = Float64Array.from({ length: length * channels }, (_, at) => {
    const [step, channel] = [Math.floor(at / channels), at % channels];
    const angle = step / 10_000 ** ((2 * (channel >> 1)) / channels);
    return channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return add(input, tensor(values, [length, channels]));
});

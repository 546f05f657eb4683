import { add } from "../../expr/operations/add.ts";
import { max } from "../../expr/operations/max.ts";
import { sub } from "../../expr/operations/sub.ts";
import { contract, gather, tensor, toIndex } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { alongTime } from "./_time.ts";

/**
 * Adds to every step of a row (n×t×c) where it stands: sin(t/10000^(2i/c)) to channel 2i and cos(t/10000^(2i/c)) to 2i + 1.
 *
 * Source: Vaswani et al., Attention is all you need, 2017.
 *
 * @throws ShapeError where rows have no time.
 */
export const positionalEncoding: () => Layer = defineLayer("positionalEncoding", () => (input, scope) => {
  const [, length, channels] = alongTime(input, "positionalEncoding");
  const values = Float64Array.from({ length: length * channels }, (_, at) => {
    const [step, channel] = [Math.floor(at / channels), at % channels];
    const angle = step / 10_000 ** ((2 * (channel >> 1)) / channels);
    return channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  const waves = tensor(values, [length, channels]);
  const mask = scope.mask(input);
  if (mask === undefined) return add(input, waves);
  // Steps that are there are counted from the first of them, wherever in the row it stands.
  const upTo = Float64Array.from({ length: length * length }, (_, at) =>
    Number(at % length >= Math.floor(at / length)),
  );
  const counted = contract(mask, tensor(upTo, [length, length]), "ni,ij->nj");
  return add(input, gather(waves, toIndex(max(0, sub(counted, 1)))));
});

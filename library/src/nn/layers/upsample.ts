import { broadcast, contract, reshape, tensor } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { defineLayer, type Layer } from "../network.ts";
import { type Each, eachOf, placesOf } from "./_windows.ts";

/** Options of upsampling. */
export interface UpsampleOptions {
  /** What stands between places: the nearest one (unless said otherwise), or what lies on the line between the two nearest. */
  readonly interpolation?: "nearest" | "linear";
}

/** How much each of `length` places counts in each of factor · length: linear between their middles, and flat at the ends. */
function between(length: number, factor: number): Tensor {
  const values = Float64Array.from({ length: length * factor * length }, (_, i) => {
    const at = Math.min(length - 1, Math.max(0, (Math.floor(i / length) + 0.5) / factor - 0.5));
    return Math.max(0, 1 - Math.abs(at - (i % length)));
  });
  return tensor(values, [length * factor, length]);
}

/**
 * Every place `factor` times along each axis: an image becomes larger by repeating its pixels, y[n, i, c] = x[n, ⌊i/factor⌋, c],
 * or by going evenly from the middle of one to that of the next.
 *
 * @throws ArgumentError where the factor is no whole number ≥ 1.
 */
export const upsample: (factor: Each, options?: UpsampleOptions) => Layer = defineLayer(
  "upsample",
  (factor: Each, { interpolation = "nearest" }: UpsampleOptions = {}) =>
    (input) => {
      const factors = eachOf(factor, placesOf(input, "upsample"), "upsample: the factor");
      const [n, c] = [input.shape[0]!, input.shape.at(-1)!];
      const places = input.shape.slice(1, -1);
      if (interpolation === "linear") {
        const names = input.shape.map((_, axis) => `a${axis}`);
        return places.reduce((value, size, i) => {
          const output = names.map((name, axis) => (axis === i + 1 ? "new" : name));
          return contract(value, between(size, factors[i]!), { left: names, right: ["new", `a${i + 1}`], output });
        }, input);
      }
      const open = reshape(input, [n, ...places.flatMap((size) => [size, 1]), c]);
      const repeated = broadcast(open, [n, ...places.flatMap((size, i) => [size, factors[i]!]), c]);
      return reshape(repeated, [n, ...places.map((size, i) => size * factors[i]!), c]);
    },
);

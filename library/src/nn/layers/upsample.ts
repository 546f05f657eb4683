import { broadcast, reshape } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { type Each, eachOf, placesOf } from "./_windows.ts";

/**
 * Every place `factor` times along each axis: an image becomes larger by repeating its pixels, y[n, i, c] = x[n, ⌊i/factor⌋, c].
 *
 * @throws ArgumentError where the factor is no whole number ≥ 1.
 */
export const upsample: (factor: Each) => Layer = defineLayer("upsample", (factor: Each) => (input) => {
  const factors = eachOf(factor, placesOf(input, "upsample"), "upsample: the factor");
  const [n, c] = [input.shape[0]!, input.shape.at(-1)!];
  const places = input.shape.slice(1, -1);
  const open = reshape(input, [n, ...places.flatMap((size) => [size, 1]), c]);
  const repeated = broadcast(open, [n, ...places.flatMap((size, i) => [size, factors[i]!]), c]);
  return reshape(repeated, [n, ...places.map((size, i) => size * factors[i]!), c]);
});

import { maximum } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { type Each, eachOf, type PoolOptions, placesOf, windowsOf } from "./_windows.ts";

/**
 * The greatest number under each window, channel by channel: y[n, i, c] = max x[n, i · stride + r, c].
 *
 * Windows lie side by side unless `stride` says otherwise. The first of several greatest gets the slope.
 *
 * @throws ArgumentError where size or stride are no whole numbers ≥ 1; ShapeError where a window does not fit.
 */
export const maxPool: (size: Each, options?: PoolOptions) => Layer = defineLayer(
  "maxPool",
  (size: Each, { stride = size, padding = "valid" }: PoolOptions = {}) =>
    (input) => {
      const sizes = eachOf(size, placesOf(input, "maxPool"), "maxPool: the size");
      const { tensor, positions } = windowsOf(input, sizes, { stride, padding }, -Infinity);
      return maximum(tensor, positions, { ties: "first" });
    },
);

import { maximum } from "../../graph/functions.ts";
import { ArgumentError } from "../../util/errors.ts";
import { defineLayer, type Layer } from "../network.ts";
import { orZero, present } from "./_masks.ts";
import { type Each, eachOf, type PoolOptions, placesOf, windowsOf } from "./_windows.ts";

/**
 * The greatest number under each window, channel by channel: y[n, i, c] = max x[n, i · stride + r, c].
 *
 * Windows lie side by side unless `stride` says otherwise. The first of several greatest gets the slope.
 *
 * @throws ArgumentError where size or stride are no whole numbers ≥ 1, or the padding is as large as a window; ShapeError where a window does not fit.
 */
export const maxPool: (size: Each, options?: PoolOptions) => Layer = defineLayer(
  "maxPool",
  (size: Each, { stride = size, padding = "valid" }: PoolOptions = {}) =>
    (input, scope) => {
      const sizes = eachOf(size, placesOf(input, "maxPool"), "maxPool: the size");
      // Else there are windows of nothing but padding, which have no greatest number.
      if (
        typeof padding !== "string" &&
        eachOf(padding, sizes.length, "the padding", 0).some((own, i) => own >= sizes[i]!)
      )
        throw new ArgumentError("maxPool: the padding is wrong", {
          expected: `less than the size of a window, ${sizes.join("×")}`,
          found: String(padding),
        });
      const mask = scope.mask(input);
      const { tensor, positions } = windowsOf(present(input, mask, -Infinity), sizes, { stride, padding }, -Infinity);
      return orZero(maximum(tensor, positions, { ties: "first" }), mask);
    },
);

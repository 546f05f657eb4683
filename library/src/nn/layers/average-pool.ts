import { mean } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { present } from "./_masks.ts";
import { type Each, eachOf, type PoolOptions, placesOf, windowsOf } from "./_windows.ts";

/**
 * The mean of what is under each window, channel by channel: y[n, i, c] = (1/k) Σ x[n, i · stride + r, c].
 *
 * Windows lie side by side unless `stride` says otherwise; zeros around (`padding`) count.
 *
 * @throws ArgumentError where size or stride are no whole numbers ≥ 1; ShapeError where a window does not fit.
 */
export const averagePool: (size: Each, options?: PoolOptions) => Layer = defineLayer(
  "averagePool",
  (size: Each, { stride = size, padding = "valid" }: PoolOptions = {}) =>
    (input, scope) => {
      const sizes = eachOf(size, placesOf(input, "averagePool"), "averagePool: the size");
      const { tensor, positions } = windowsOf(present(input, scope.mask(input), 0), sizes, { stride, padding });
      return mean(tensor, positions);
    },
);

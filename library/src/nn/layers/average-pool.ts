import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { equal } from "../../expr/operations/equal.ts";
import { full, mean, sum } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { present } from "./_masks.ts";
import { type Each, eachOf, type PoolOptions, placesOf, windowsOf } from "./_windows.ts";

/** Options of pooling by the mean. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether zeros around count as places of a window (unless said otherwise, as in PyTorch), or not, as in Keras. */
  readonly countPadding?: boolean;
}

/**
 * The mean of what is under each window, channel by channel: y[n, i, c] = (1/k) Σ x[n, i · stride + r, c].
 *
 * Windows lie side by side unless `stride` says otherwise; k is their size, or how many of their places are there.
 *
 * @throws ArgumentError where size or stride are no whole numbers ≥ 1; ShapeError where a window does not fit.
 */
export const averagePool: (size: Each, options?: AveragePoolOptions) => Layer = defineLayer(
  "averagePool",
  (size: Each, { stride = size, padding = "valid", countPadding = true }: AveragePoolOptions = {}) =>
    (input, scope) => {
      const sizes = eachOf(size, placesOf(input, "averagePool"), "averagePool: the size");
      const mask = scope.mask(input);
      const { tensor, positions } = windowsOf(present(input, mask, 0), sizes, { stride, padding });
      if (countPadding) return mean(tensor, positions);
      const rows = mask === undefined ? 1 : input.shape[0]!;
      const ones = present(full([rows, ...input.shape.slice(1, -1), 1], 1), mask, 0);
      const count = sum(windowsOf(ones, sizes, { stride, padding }).tensor, positions);
      return div(sum(tensor, positions), add(count, equal(count, 0)));
    },
);

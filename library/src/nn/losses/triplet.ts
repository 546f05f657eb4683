import { add } from "../../expr/operations/add.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { slice, sum } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ArgumentError } from "../../util/errors.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/**
 * Three vectors side by side (n×3d), anchor a, like p and unlike q: the mean of max(0, ‖a − p‖ − ‖a − q‖ + m).
 *
 * 10⁻⁶ is added to each difference, so that equal vectors have a gradient. Targets do not matter.
 * Source: Schroff, Kalenichenko, Philbin, CVPR 2015.
 */
export function triplet({ margin = 1 }: { readonly margin?: number } = {}): Loss {
  return defineLoss({
    name: "triplet",
    reduction: "mean",
    half: false,
    predictions: "scores",
    output: "identity",
    values: (prediction) => {
      const size = prediction.shape.at(-1)! / 3;
      if (!Number.isInteger(size))
        throw new ArgumentError("triplet: the outputs cannot be divided into three vectors", {
          found: `${prediction.shape.at(-1)} outputs`,
        });
      const part = (i: number): Tensor => slice(prediction, -1, i * size, (i + 1) * size);
      const distance = (other: Tensor): Tensor => {
        const difference = add(sub(part(0), other), 1e-6);
        return sqrt(sum(mul(difference, difference), -1));
      };
      return max(0, add(sub(distance(part(1)), distance(part(2))), margin));
    },
  });
}

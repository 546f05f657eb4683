import { add } from "../../expr/operations/add.ts";
import { max } from "../../expr/operations/max.ts";
import { sub } from "../../expr/operations/sub.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { defineLoss, type Loss } from "./_loss.ts";
import { distance, sideBySide } from "./_pairs.ts";

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
      const [anchor, like, unlike] = sideBySide("triplet", prediction, 3) as [Tensor, Tensor, Tensor];
      return max(0, add(sub(distance(anchor, like), distance(anchor, unlike)), margin));
    },
  });
}

import { equal } from "../../expr/operations/equal.ts";
import { max } from "../../expr/operations/max.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { reshape } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { defineLoss, type Loss } from "./_loss.ts";
import { cosineOf, sideBySide } from "./_pairs.ts";

/**
 * Two vectors side by side (n×2d), of which target 1 wants one direction and −1 another: the mean of 1 − cos(a, b) where the
 * target is 1 and of max(0, cos(a, b) − m) where it is not.
 *
 * Lengths count as at least 10⁻⁸.
 */
export function cosineEmbedding({ margin = 0 }: { readonly margin?: number } = {}): Loss {
  return defineLoss({
    name: "cosineEmbedding",
    reduction: "mean",
    half: false,
    predictions: "scores",
    output: "identity",
    values: (prediction, target) => {
      const [a, b] = sideBySide("cosineEmbedding", prediction, 2) as [Tensor, Tensor];
      const near = cosineOf(a, b);
      return select(equal(reshape(target, near.shape), 1), sub(1, near), max(0, sub(near, margin)));
    },
  });
}

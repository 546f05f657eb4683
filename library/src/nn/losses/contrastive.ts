import { equal } from "../../expr/operations/equal.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { reshape } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { defineLoss, type Loss } from "./_loss.ts";
import { distance, sideBySide } from "./_pairs.ts";

/**
 * Two vectors side by side (n×2d), of which target 1 wants them alike and 0 at least m apart: the mean of ½ d² where the
 * target is 1 and ½ max(0, m − d)² where it is not, with d = ‖a − b‖.
 *
 * 10⁻⁶ is added to each difference, so that equal vectors have a gradient.
 * Source: Hadsell, Chopra, LeCun, CVPR 2006 (who call alike 0).
 */
export function contrastive({ margin = 1 }: { readonly margin?: number } = {}): Loss {
  return defineLoss({
    name: "contrastive",
    reduction: "mean",
    half: true,
    predictions: "scores",
    output: "identity",
    values: (prediction, target) => {
      const [a, b] = sideBySide("contrastive", prediction, 2) as [Tensor, Tensor];
      const apart = distance(a, b);
      const error = select(equal(reshape(target, apart.shape), 1), apart, max(0, sub(margin, apart)));
      return mul(0.5, mul(error, error));
    },
  });
}

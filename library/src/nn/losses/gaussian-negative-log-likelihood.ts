import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { log } from "../../expr/operations/log.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { slice } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** Means and variances side by side (n×2d) for targets (n×d): the mean of ½ (ln σ² + (y − μ)²/σ²); σ² counts as at least 10⁻⁶. */
export const gaussianNegativeLogLikelihood: Loss = defineLoss({
  name: "gaussianNegativeLogLikelihood",
  reduction: "mean",
  half: true,
  predictions: "scores",
  output: "identity",
  values: (prediction, target) => {
    const size = prediction.shape.at(-1)! / 2;
    const variance = max(slice(prediction, -1, size), 1e-6);
    const difference = sub(slice(prediction, -1, 0, size), target);
    return mul(0.5, add(log(variance), div(mul(difference, difference), variance)));
  },
});

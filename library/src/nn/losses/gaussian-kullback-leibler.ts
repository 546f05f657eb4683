import { add } from "../../expr/operations/add.ts";
import { exp } from "../../expr/operations/exp.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { sum } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { defineLoss, type Loss } from "./_loss.ts";
import { sideBySide } from "./_pairs.ts";

/**
 * Means μ and logarithms of variances ln σ² side by side (n×2d): the mean over rows of ½ Σ (μ² + σ² − ln σ² − 1), how far
 * each normal distribution is from that with mean 0 and variance 1. Targets do not matter.
 *
 * Source: Kingma and Welling, Auto-encoding variational Bayes, ICLR 2014.
 */
export const gaussianKullbackLeibler: Loss = defineLoss({
  name: "gaussianKullbackLeibler",
  reduction: "mean",
  half: true,
  predictions: "scores",
  output: "identity",
  values: (prediction) => {
    const [mean, logarithm] = sideBySide("gaussianKullbackLeibler", prediction, 2) as [Tensor, Tensor];
    const each = sub(sub(add(mul(mean, mean), exp(logarithm)), logarithm), 1);
    return mul(0.5, sum(each, -1));
  },
});

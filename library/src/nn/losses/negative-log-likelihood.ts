import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { oneHot } from "../../graph/composed.ts";
import { reshape, sum, toIndex } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of −ln ŷ of the right class, for log-probabilities (n×classes) and class numbers (n or n×1). */
export const negativeLogLikelihood: Loss = defineLoss({
  name: "negativeLogLikelihood",
  reduction: "mean",
  half: false,
  predictions: "logarithms",
  output: "logSoftmax",
  values: (prediction, target) => {
    const indices = reshape(target.type === "index" ? target : toIndex(target), prediction.shape.slice(0, -1));
    return neg(sum(mul(oneHot(indices, prediction.shape.at(-1)!), prediction), -1));
  },
});

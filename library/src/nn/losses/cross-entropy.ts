import { add } from "../../expr/operations/add.ts";
import { equal } from "../../expr/operations/equal.ts";
import { log } from "../../expr/operations/log.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { notEqual } from "../../expr/operations/not-equal.ts";
import { select } from "../../expr/operations/select.ts";
import { logSoftmax, oneHot } from "../../graph/composed.ts";
import { full, gather, reshape, sum, tensor, toIndex } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** Options of cross-entropy. */
export interface CrossEntropyOptions {
  /** Whether predictions are probabilities (unless said otherwise) or logits, before softmax. */
  readonly from?: "probabilities" | "logits";
  /** Whether targets are a 1 among 0s, or any distribution (unless said otherwise), or the number of the class. */
  readonly targets?: "one-hot" | "indices";
  /** ε in [0, 1): targets become (1 − ε) y + ε/classes. */
  readonly smoothing?: number;
  /** What each class counts; a mean divides by the weights of the targets. */
  readonly classWeights?: readonly number[];
  /** The class number of rows that do not count; for indices. */
  readonly ignored?: number;
}

/**
 * The mean over rows of −Σ y ln ŷ along the last axis, for predictions ŷ and classes y.
 *
 * Label smoothing: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, CVPR 2016.
 */
export function crossEntropy(options: CrossEntropyOptions = {}): Loss {
  const { from = "probabilities", targets = "one-hot", smoothing = 0, classWeights, ignored } = options;
  const indicesOf = (target: Tensor): Tensor => {
    const kept = ignored === undefined ? target : select(equal(target, ignored), 0, target);
    return kept.type === "index" ? kept : toIndex(kept);
  };
  return defineLoss({
    name: "crossEntropy",
    reduction: "mean",
    half: false,
    predictions: from,
    output: from === "logits" ? "identity" : "softmax",
    values: (prediction, target) => {
      const classes = prediction.shape.at(-1)!;
      const y =
        targets === "one-hot" ? target : oneHot(reshape(indicesOf(target), prediction.shape.slice(0, -1)), classes);
      const smooth = smoothing === 0 ? y : add(mul(1 - smoothing, y), smoothing / classes);
      const logarithm = from === "logits" ? logSoftmax(prediction) : log(prediction);
      const weighted = classWeights === undefined ? logarithm : mul(tensor(classWeights), logarithm);
      const values = neg(sum(select(equal(smooth, 0), 0, mul(smooth, weighted)), -1));
      if (ignored === undefined) return values;
      return select(equal(reshape(target, values.shape), ignored), 0, values);
    },
    // Dividing by weights, where there are any: of the targets' classes, 0 for ignored rows.
    ...(targets === "one-hot" || (classWeights === undefined && ignored === undefined)
      ? {}
      : {
          divisor: (target: Tensor) => {
            const counted = ignored === undefined ? full(target.shape, 1) : notEqual(target, ignored);
            return classWeights === undefined ? counted : mul(counted, gather(tensor(classWeights), indicesOf(target)));
          },
        }),
  });
}

import { equal } from "../../expr/operations/equal.ts";
import { log } from "../../expr/operations/log.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { sum } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/**
 * The mean over rows of Σ y ln(y/ŷ): how far a distribution ŷ is from y; 0 ln 0 counts as 0.
 *
 * `from` says whether predictions are probabilities (unless said otherwise) or their logarithms.
 * Source: Kullback and Leibler, Annals of Mathematical Statistics 1951.
 */
export function kullbackLeibler({
  from = "probabilities",
}: {
  readonly from?: "probabilities" | "logarithms";
} = {}): Loss {
  return defineLoss({
    name: "kullbackLeibler",
    reduction: "mean",
    half: false,
    predictions: from,
    output: from === "probabilities" ? "softmax" : "logSoftmax",
    values: (prediction, target) => {
      const logarithm = from === "probabilities" ? log(prediction) : prediction;
      const own = log(select(equal(target, 0), 1, target));
      return sum(select(equal(target, 0), 0, mul(target, sub(own, logarithm))), -1);
    },
  });
}

import { equal } from "../../expr/operations/equal.ts";
import { log } from "../../expr/operations/log.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { pow } from "../../expr/operations/pow.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { sum } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/**
 * Cross-entropy with easy rows turned down: the mean over rows of −Σ y (1 − ŷ)^γ ln ŷ, γ ≥ 0, for probabilities.
 *
 * Source: Lin, Goyal, Girshick, He, Dollár, ICCV 2017.
 */
export function categoricalFocal({ gamma = 2 }: { readonly gamma?: number } = {}): Loss {
  return defineLoss({
    name: "categoricalFocal",
    reduction: "mean",
    half: false,
    predictions: "probabilities",
    output: "softmax",
    values: (prediction, target) => {
      const easy = gamma === 0 ? target : mul(target, pow(max(sub(1, prediction), 1e-12), gamma));
      return neg(sum(select(equal(target, 0), 0, mul(easy, log(prediction))), -1));
    },
  });
}

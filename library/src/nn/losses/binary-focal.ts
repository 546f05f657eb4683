import { add } from "../../expr/operations/add.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { pow } from "../../expr/operations/pow.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";
import { binaryCrossEntropy } from "./binary-cross-entropy.ts";

/** Options of the focal losses. */
export interface FocalOptions {
  /** γ ≥ 0: how much less easy examples count; 0 gives cross-entropy. */
  readonly gamma?: number;
  /** What a positive example counts, a negative one counting 1 − α; both 1 where absent. */
  readonly alpha?: number;
}

/**
 * Binary cross-entropy with easy examples turned down: the mean of −(1 − p)^γ ln p, p the probability of the truth.
 *
 * Source: Lin, Goyal, Girshick, He, Dollár, ICCV 2017.
 */
export function binaryFocal({ gamma = 2, alpha }: FocalOptions = {}): Loss {
  return defineLoss({
    name: "binaryFocal",
    reduction: "mean",
    half: false,
    predictions: "probabilities",
    output: "sigmoid",
    values: (prediction, target) => {
      const wrong = add(mul(target, sub(1, prediction)), mul(sub(1, target), prediction));
      const easy = gamma === 0 ? 1 : pow(max(wrong, 1e-12), gamma);
      const entropy = binaryCrossEntropy.values(prediction, target);
      const weight = alpha === undefined ? easy : mul(easy, add(1 - alpha, mul(2 * alpha - 1, target)));
      return mul(weight, entropy);
    },
  });
}

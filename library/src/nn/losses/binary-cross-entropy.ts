import { add } from "../../expr/operations/add.ts";
import { equal } from "../../expr/operations/equal.ts";
import { log } from "../../expr/operations/log.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of −(y ln ŷ + (1 − y) ln(1 − ŷ)) for probabilities ŷ. */
export const binaryCrossEntropy: Loss = defineLoss({
  name: "binaryCrossEntropy",
  reduction: "mean",
  half: false,
  predictions: "probabilities",
  output: "sigmoid",
  values: (prediction, target) => {
    const yes = select(equal(target, 0), 0, mul(target, log(prediction)));
    const no = select(equal(target, 1), 0, mul(sub(1, target), log(sub(1, prediction))));
    return neg(add(yes, no));
  },
});

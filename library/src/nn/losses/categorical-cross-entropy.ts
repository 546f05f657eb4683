import { equal } from "../../expr/operations/equal.ts";
import { log } from "../../expr/operations/log.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { select } from "../../expr/operations/select.ts";
import { sum } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean over rows of −Σ y ln ŷ for probabilities ŷ and one-hot (or soft) targets y. */
export const categoricalCrossEntropy: Loss = defineLoss({
  name: "categoricalCrossEntropy",
  reduction: "mean",
  output: "softmax",
  values: (prediction, target) => neg(sum(select(equal(target, 0), 0, mul(target, log(prediction))), -1)),
});

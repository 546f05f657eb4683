import { add } from "../../expr/operations/add.ts";
import { equal } from "../../expr/operations/equal.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { maximum, sum } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean over rows of max(0, 1 + the greatest wrong ŷ − the right ŷ), for one-hot targets. */
export const categoricalHinge: Loss = defineLoss({
  name: "categoricalHinge",
  reduction: "mean",
  half: false,
  predictions: "scores",
  output: "identity",
  values: (prediction, target) => {
    const right = sum(mul(target, prediction), -1);
    const wrong = maximum(select(equal(target, 0), prediction, -1e30), -1, { ties: "first" });
    return max(0, add(1, sub(wrong, right)));
  },
});

import { abs } from "../../expr/operations/abs.ts";
import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of 100 |ŷ − y|/|y|, in percent; |y| counts as at least 10⁻⁷. */
export const meanAbsolutePercentageError: Loss = defineLoss({
  name: "meanAbsolutePercentageError",
  reduction: "mean",
  half: false,
  predictions: "numbers",
  output: "identity",
  values: (prediction, target) => mul(100, div(abs(sub(prediction, target)), max(abs(target), 1e-7))),
});

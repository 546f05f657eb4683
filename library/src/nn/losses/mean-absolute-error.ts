import { abs } from "../../expr/operations/abs.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of |ŷ − y|. */
export const meanAbsoluteError: Loss = defineLoss({
  name: "meanAbsoluteError",
  reduction: "mean",
  half: false,
  predictions: "numbers",
  output: "identity",
  values: (prediction, target) => abs(sub(prediction, target)),
});

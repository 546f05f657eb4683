import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of (ŷ − y)², without ½. */
export const meanSquaredError: Loss = defineLoss({
  name: "meanSquaredError",
  reduction: "mean",
  half: false,
  predictions: "numbers",
  output: "identity",
  values: (prediction, target) => {
    const difference = sub(prediction, target);
    return mul(difference, difference);
  },
});

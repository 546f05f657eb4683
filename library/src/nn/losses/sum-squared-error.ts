import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The sum of (ŷ − y)², without ½. */
export const sumSquaredError: Loss = defineLoss({
  name: "sumSquaredError",
  reduction: "sum",
  half: false,
  predictions: "numbers",
  output: "identity",
  values: (prediction, target) => {
    const difference = sub(prediction, target);
    return mul(difference, difference);
  },
});

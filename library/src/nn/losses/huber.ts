import { abs } from "../../expr/operations/abs.ts";
import { min } from "../../expr/operations/min.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of Huber's loss with δ = 1: ½(ŷ − y)² up to 1, linear beyond. */
export const huber: Loss = defineLoss({
  name: "huber",
  reduction: "mean",
  output: "identity",
  values: (prediction, target) => {
    const a = abs(sub(prediction, target));
    const near = min(a, 1);
    return mul(near, sub(a, mul(0.5, near)));
  },
});

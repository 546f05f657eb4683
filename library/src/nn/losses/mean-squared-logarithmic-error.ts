import { log1p } from "../../expr/operations/log1p.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of (ln(1 + ŷ) − ln(1 + y))² for ŷ, y ≥ 0; a smaller ŷ counts as 0. */
export const meanSquaredLogarithmicError: Loss = defineLoss({
  name: "meanSquaredLogarithmicError",
  reduction: "mean",
  half: false,
  predictions: "numbers",
  output: "softplus",
  values: (prediction, target) => {
    const difference = sub(log1p(max(prediction, 0)), log1p(max(target, 0)));
    return mul(difference, difference);
  },
});

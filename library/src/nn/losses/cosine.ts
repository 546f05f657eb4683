import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { sum } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean over rows of 1 − cos(ŷ, y): 0 for one direction, 2 for opposite ones; lengths count as at least 10⁻⁸. */
export const cosine: Loss = defineLoss({
  name: "cosine",
  reduction: "mean",
  half: false,
  predictions: "scores",
  output: "identity",
  values: (prediction, target) => {
    const product = sum(mul(prediction, target), -1);
    const square = mul(sum(mul(prediction, prediction), -1), sum(mul(target, target), -1));
    return sub(1, div(product, sqrt(max(square, 1e-16))));
  },
});

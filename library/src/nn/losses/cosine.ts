import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";
import { cosineOf } from "./_pairs.ts";

/** The mean over rows of 1 − cos(ŷ, y): 0 for one direction, 2 for opposite ones; lengths count as at least 10⁻⁸. */
export const cosine: Loss = defineLoss({
  name: "cosine",
  reduction: "mean",
  half: false,
  predictions: "scores",
  output: "identity",
  values: (prediction, target) => sub(1, cosineOf(prediction, target)),
});

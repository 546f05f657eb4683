import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { reshape, slice } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** Pairs of scores (n×2), of which target 1 wants the first higher and −1 the second: the mean of max(0, m − y (a − b)). */
export function marginRanking({ margin = 0 }: { readonly margin?: number } = {}): Loss {
  return defineLoss({
    name: "marginRanking",
    reduction: "mean",
    half: false,
    predictions: "scores",
    output: "identity",
    values: (prediction, target) => {
      const lead = sub(slice(prediction, -1, 0, 1), slice(prediction, -1, 1, 2));
      return max(0, sub(margin, mul(reshape(target, lead.shape), lead)));
    },
  });
}

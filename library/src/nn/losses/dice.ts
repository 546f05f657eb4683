import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { sum } from "../../graph/functions.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/**
 * The mean over rows of 1 − (2 Σ ŷ y + s)/(Σ ŷ + Σ y + s): how little two areas overlap; s > 0 keeps empty ones finite.
 *
 * Source: Milletari, Navab, Ahmadi, V-Net, 3DV 2016.
 */
export function dice({ smooth = 1 }: { readonly smooth?: number } = {}): Loss {
  return defineLoss({
    name: "dice",
    reduction: "mean",
    half: false,
    predictions: "probabilities",
    output: "sigmoid",
    values: (prediction, target) => {
      const axes = prediction.shape.map((_, axis) => axis).slice(1);
      const both = add(mul(2, sum(mul(prediction, target), axes)), smooth);
      return sub(1, div(both, add(add(sum(prediction, axes), sum(target, axes)), smooth)));
    },
  });
}

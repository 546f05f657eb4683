import { abs } from "../../expr/operations/abs.ts";
import { min } from "../../expr/operations/min.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/**
 * The mean of Huber's loss: ½ e² for e = |ŷ − y| ≤ δ, and δ (e − ½ δ) beyond; δ > 0.
 *
 * Source: Huber, Annals of Mathematical Statistics 1964.
 */
export function huber({ delta = 1 }: { readonly delta?: number } = {}): Loss {
  return defineLoss({
    name: "huber",
    reduction: "mean",
    half: true,
    predictions: "numbers",
    output: "identity",
    values: (prediction, target) => {
      const a = abs(sub(prediction, target));
      const near = min(a, delta);
      return mul(near, sub(a, mul(0.5, near)));
    },
  });
}

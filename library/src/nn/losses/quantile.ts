import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { ArgumentError } from "../../util/errors.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/**
 * The pinball loss: the mean of max(q (y − ŷ), (q − 1)(y − ŷ)); its best ŷ is the q-quantile of y, 0 < q < 1.
 *
 * Source: Koenker and Bassett, Econometrica 1978.
 */
export function quantile(level = 0.5): Loss {
  if (!(level > 0 && level < 1))
    throw new ArgumentError("quantile: the level is wrong", { expected: "0 < q < 1", found: String(level) });
  return defineLoss({
    name: "quantile",
    reduction: "mean",
    half: false,
    predictions: "numbers",
    output: "identity",
    values: (prediction, target) => {
      const left = sub(target, prediction);
      return max(mul(level, left), mul(level - 1, left));
    },
  });
}

import { exp } from "../../expr/operations/exp.ts";
import { log } from "../../expr/operations/log.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/**
 * Minus the log-likelihood of counts y, without its constant ln y!: the mean of e^z − y z for z = ln ŷ.
 *
 * With `from: "rates"` predictions are ŷ > 0 themselves: ŷ − y ln ŷ.
 */
export function poisson({ from = "logarithms" }: { readonly from?: "logarithms" | "rates" } = {}): Loss {
  return defineLoss({
    name: "poisson",
    reduction: "mean",
    half: false,
    predictions: from === "rates" ? "numbers" : "logarithms",
    output: from === "logarithms" ? "identity" : "softplus",
    values: (prediction, target) =>
      from === "logarithms"
        ? sub(exp(prediction), mul(target, prediction))
        : sub(prediction, mul(target, log(max(prediction, 1e-30)))),
  });
}

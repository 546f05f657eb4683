import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { less } from "../../expr/operations/less.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { maximum, reshape, stopGradient, sum } from "../../graph/functions.ts";
import { defineTensorActivation, type TensorActivation } from "./_activation.ts";

/**
 * The nearest point of the probability simplex along the last axis: max(0, x − τ), where τ makes the sum 1.
 *
 * xᵢ has a share where 1 + Σ over xⱼ ≥ xᵢ of (xᵢ − xⱼ) > 0; with k such xᵢ, τ = (Σ xᵢ − 1)/k.
 * Source: Martins and Astudillo, ICML 2016.
 */
export const sparsemax: TensorActivation = defineTensorActivation("sparsemax", (input) => {
  const x = sub(input, stopGradient(maximum(input, -1, { keep: true })));
  const size = x.shape.at(-1)!;
  const outer = x.shape.slice(0, -1);
  const [own, other] = [reshape(x, [...outer, size, 1]), reshape(x, [...outer, 1, size])];
  // Comparing every pair takes the place of sorting.
  const lead = sum(mul(lessEqual(own, other), sub(own, other)), -1);
  const support = stopGradient(less(0, add(1, lead)));
  const threshold = div(sub(sum(mul(support, x), -1, { keep: true }), 1), sum(support, -1, { keep: true }));
  return max(0, sub(x, threshold));
});

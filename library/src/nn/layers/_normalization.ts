import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { mean } from "../../graph/functions.ts";
import { label, type Tensor } from "../../graph/tensor.ts";

/** (x − μ)/√(σ² + ε), with mean μ and variance σ² (divided by n) over some axes. */
export function standardized(input: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const distance = sub(input, label(mean(input, axes, { keep: true }), "mean"));
  const variance = label(mean(mul(distance, distance), axes, { keep: true }), "variance");
  return div(distance, sqrt(add(variance, epsilon)));
}

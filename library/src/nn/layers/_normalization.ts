import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { meanOf } from "./_masks.ts";

/** (x − μ)/√(σ² + ε), with mean μ and variance σ² (divided by n) over some axes, of the steps that are there (n×t). */
export function standardized(input: Tensor, axes: readonly number[], epsilon: number, mask?: Tensor): Tensor {
  const distance = sub(input, meanOf(input, axes, mask));
  const variance = meanOf(mul(distance, distance), axes, mask);
  return div(distance, sqrt(add(variance, epsilon)));
}

import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { label, type Tensor } from "../../graph/tensor.ts";
import { ones } from "../initializers/ones.ts";
import { zeros } from "../initializers/zeros.ts";
import type { Scope } from "../network.ts";
import { meanOf } from "./_masks.ts";

/** γ x + β, number by number along the last axis; γ begins at 1, β at 0. */
export function rescaled(input: Tensor, scope: Scope): Tensor {
  const size = input.shape.at(-1)!;
  const gamma = scope.parameter("scale", [size], { initializer: ones });
  const beta = scope.parameter("shift", [size], { initializer: zeros });
  return add(mul(input, gamma), beta);
}

/** (x − μ)/√(σ² + ε), with mean μ and variance σ² (divided by n) over some axes, of the steps that are there (n×t). */
export function standardized(input: Tensor, axes: readonly number[], epsilon: number, mask?: Tensor): Tensor {
  const distance = sub(input, label(meanOf(input, axes, mask), "mean"));
  const variance = label(meanOf(mul(distance, distance), axes, mask), "variance");
  return div(distance, sqrt(add(variance, epsilon)));
}

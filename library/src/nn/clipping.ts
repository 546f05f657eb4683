import { add } from "../expr/operations/add.ts";
import { div } from "../expr/operations/div.ts";
import { max } from "../expr/operations/max.ts";
import { min } from "../expr/operations/min.ts";
import { mul } from "../expr/operations/mul.ts";
import { sqrt } from "../expr/operations/sqrt.ts";
import { sum } from "../graph/functions.ts";
import type { Tensor } from "../graph/tensor.ts";

/** What is done to the gradient of all parameters before the optimizer sees it. */
export type Clipping = (gradient: Tensor) => Tensor;

/**
 * Shortens the whole gradient to a length of at most c: g ← g · min(1, c/(‖g‖ + 10⁻⁶)), c > 0.
 *
 * Source: Pascanu, Mikolov, Bengio, ICML 2013.
 */
export function clipByNorm(limit: number): Clipping {
  return (gradient) => mul(gradient, min(1, div(limit, add(sqrt(sum(mul(gradient, gradient))), 1e-6))));
}

/** Holds every element of the gradient within ±c, c > 0. */
export function clipByValue(limit: number): Clipping {
  return (gradient) => max(-limit, min(limit, gradient));
}

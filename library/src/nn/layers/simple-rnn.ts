import { add } from "../../expr/operations/add.ts";
import { label } from "../../graph/tensor.ts";
import { tanh } from "../activations/tanh.ts";
import type { Layer } from "../network.ts";
import { defineRecurrent, type RecurrentOptions } from "./_recurrent.ts";

/**
 * The simple recurrent layer: hₜ = tanh(xₜ W + b + hₜ₋₁ U), h₀ = 0.
 *
 * Rows are n×t×c, W is (c×units), U (units×units); the output is that of the last step, or of all with `sequence`.
 * Source: Elman, Finding structure in time, 1990.
 *
 * @throws ArgumentError where the number of units is no whole number ≥ 1; ShapeError where rows have no time.
 */
export const simpleRnn: (units: number, options?: RecurrentOptions) => Layer = defineRecurrent("simpleRnn", {
  gates: 1,
  carries: 1,
  step: ([x], [h]) => [label(tanh(add(x!, h!)), "state")],
});

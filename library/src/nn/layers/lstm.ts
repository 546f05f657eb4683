import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { label, type Tensor } from "../../graph/tensor.ts";
import { sigmoid } from "../activations/sigmoid.ts";
import { tanh } from "../activations/tanh.ts";
import type { Layer } from "../network.ts";
import { defineRecurrent, type RecurrentOptions } from "./_recurrent.ts";

/**
 * Long short-term memory: cₜ = f cₜ₋₁ + i g, hₜ = o tanh(cₜ), with the gates i, f, o = σ(z) and the candidate g = tanh(z).
 *
 * z = xₜ W + b + hₜ₋₁ U; along the last axis of W (c×4·units), U (units×4·units) and b stand i, f, g, o. Rows are n×t×c;
 * the output is that of the last step, or of all with `sequence`. Source: Hochreiter and Schmidhuber, 1997; Gers et al., 2000.
 *
 * @throws ArgumentError where the number of units is no whole number ≥ 1; ShapeError where rows have no time.
 */
export const lstm: (units: number, options?: RecurrentOptions) => Layer = defineRecurrent("lstm", {
  gates: 4,
  carries: 2,
  step: (x, h, [, cell]) => {
    const gate = (which: number, activation: Operation, name: string): Tensor =>
      label(activation(add(x[which]!, h[which]!)), name);
    const [i, f] = [gate(0, sigmoid, "input gate"), gate(1, sigmoid, "forget gate")];
    const [g, o] = [gate(2, tanh, "cell candidate"), gate(3, sigmoid, "output gate")];
    const next = label(add(mul(f, cell!), mul(i, g)), "cell");
    return [label(mul(tanh(next), o), "state"), next];
  },
});

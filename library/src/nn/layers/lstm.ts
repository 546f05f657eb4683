import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
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
    const [i, f, g, o] = x.map((own, gate) => add(own, h[gate]!));
    const next = add(mul(sigmoid(f!), cell!), mul(sigmoid(i!), tanh(g!)));
    return [mul(sigmoid(o!), tanh(next)), next];
  },
});

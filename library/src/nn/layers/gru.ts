import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { label } from "../../graph/tensor.ts";
import { sigmoid } from "../activations/sigmoid.ts";
import { tanh } from "../activations/tanh.ts";
import type { Layer } from "../network.ts";
import { defineRecurrent, type RecurrentOptions } from "./_recurrent.ts";

/**
 * The gated recurrent unit: hₜ = (1 − z) n + z hₜ₋₁, with r, z = σ(xₜ W + b + hₜ₋₁ U + d) and n = tanh(xₜ W + b + r (hₜ₋₁ U + d)).
 *
 * Along the last axis of W (c×3·units), U (units×3·units), b and d (`recurrentBias`, there unless said otherwise) stand r, z,
 * n. Rows are n×t×c; the output is that of the last step, or of all with `sequence`. Source: Cho et al., EMNLP 2014, with the
 * reset after the product.
 *
 * @throws ArgumentError where the number of units is no whole number ≥ 1; ShapeError where rows have no time.
 */
export const gru: (units: number, options?: RecurrentOptions) => Layer = defineRecurrent("gru", {
  gates: 3,
  carries: 1,
  recurrentBias: true,
  step: (x, h, [held]) => {
    const [r, z] = ["reset gate", "update gate"].map((name, gate) => label(sigmoid(add(x[gate]!, h[gate]!)), name));
    const candidate = label(tanh(add(x[2]!, mul(r!, h[2]!))), "candidate");
    return [label(add(mul(sub(1, z!), candidate), mul(z!, held!)), "state")];
  },
});

import { logSoftmax as logSoftmaxOf } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";

/** The logarithm of softmax along the last axis: xᵢ − ln Σ e^xⱼ. */
export const logSoftmax: ((input: Tensor) => Tensor) & { readonly symbol: string } = Object.assign(
  (input: Tensor): Tensor => logSoftmaxOf(input, -1),
  { symbol: "logSoftmax" },
);

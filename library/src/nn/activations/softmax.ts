import { softmax as softmaxOf } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";

/** Softmax along the last axis, e^xᵢ / Σ e^xⱼ: positive numbers that add up to 1. */
export const softmax: ((input: Tensor) => Tensor) & { readonly symbol: string } = Object.assign(
  (input: Tensor): Tensor => softmaxOf(input, -1),
  { symbol: "softmax" },
);

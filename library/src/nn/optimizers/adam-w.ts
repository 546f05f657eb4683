import type { Optimizer } from "./_optimizer.ts";
import { type AdamOptions, adam } from "./adam.ts";

/** Options of AdamW. */
export interface AdamWOptions extends Omit<AdamOptions, "weightDecay" | "decoupledWeightDecay"> {
  /** λ ≥ 0: every step takes α λ w from the weights themselves. */
  readonly weightDecay?: number;
}

/** Adam with decay of the weights apart from the gradient: w ← (1 − αλ) w, then Adam's step. Source: Loshchilov and Hutter, ICLR 2019. */
export function adamW({ weightDecay = 0.01, ...options }: AdamWOptions = {}): Optimizer {
  return { ...adam({ ...options, decoupledWeightDecay: weightDecay }), name: "adamW" };
}

import type { Optimizer } from "./_optimizer.ts";
import { type SgdOptions, sgd } from "./sgd.ts";

/** Momentum that looks ahead: v ← μv + g, w ← w − α(g + μv); μ = 0.9 unless said otherwise. Source: Nesterov 1983. */
export function nesterov(options: Omit<SgdOptions, "nesterov" | "dampening"> = {}): Optimizer {
  return { ...sgd({ momentum: 0.9, ...options, nesterov: true }), name: "nesterov" };
}

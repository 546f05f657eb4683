import type { Optimizer } from "./_optimizer.ts";
import { type SgdOptions, sgd } from "./sgd.ts";

/** Gradient descent with a velocity: v ← μv + g, w ← w − αv; μ = 0.9 unless said otherwise. Source: Polyak 1964. */
export function momentum(options: Omit<SgdOptions, "nesterov"> = {}): Optimizer {
  return { ...sgd({ momentum: 0.9, ...options }), name: "momentum" };
}

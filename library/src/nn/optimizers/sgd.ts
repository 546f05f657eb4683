import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of gradient descent. */
export interface SgdOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** μ in [0, 1). */
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** τ in [0, 1): after the first step the gradient enters the velocity times 1 − τ. */
  readonly dampening?: number;
  /** λ ≥ 0: adds λw to the gradient. */
  readonly weightDecay?: number;
}

/** Gradient descent w ← w − α g; with momentum v ← μv + g, w ← w − α v (Nesterov: w ← w − α (g + μv)). */
export function sgd({
  learningRate = 0.01,
  momentum = 0,
  nesterov = false,
  dampening = 0,
  weightDecay = 0,
}: SgdOptions = {}): Optimizer {
  return defineOptimizer({
    name: "sgd",
    learningRate,
    slots: momentum === 0 ? {} : { velocity: 0 },
    scalars: (rate, step) => ({ rate, ...(momentum === 0 ? {} : { fresh: step === 1 ? 1 : 1 - dampening }) }),
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      if (momentum === 0) return { weights: sub(weights, mul(scalars["rate"]!, g)), slots: {} };
      const velocity = add(mul(momentum, slots["velocity"]!), mul(scalars["fresh"]!, g));
      const direction = nesterov ? add(g, mul(momentum, velocity)) : velocity;
      return { weights: sub(weights, mul(scalars["rate"]!, direction)), slots: { velocity } };
    },
  });
}

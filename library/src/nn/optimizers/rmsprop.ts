import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of rmsprop. */
export interface RmspropOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** ρ in [0, 1). */
  readonly decay?: number;
  /** ε > 0. */
  readonly epsilon?: number;
  /** μ in [0, 1). */
  readonly momentum?: number;
  /** Whether the mean gradient is taken off. */
  readonly centered?: boolean;
  /** λ ≥ 0: adds λw to the gradient. */
  readonly weightDecay?: number;
}

/** RMSprop: v ← ρv + (1 − ρ)g², w ← w − α g/(√v + ε); centered by the mean gradient, with momentum. Source: Tieleman and Hinton, 2012. */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const {
    learningRate = 0.01,
    decay = 0.99,
    epsilon = 1e-8,
    momentum = 0,
    centered = false,
    weightDecay = 0,
  } = options;
  return defineOptimizer({
    name: "rmsprop",
    learningRate,
    slots: { square: 0, ...(centered ? { mean: 0 } : {}), ...(momentum === 0 ? {} : { velocity: 0 }) },
    scalars: (rate) => ({ rate }),
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      const square = add(mul(decay, slots["square"]!), mul(1 - decay, mul(g, g)));
      const next: Record<string, typeof weights> = { square };
      let spread = square;
      if (centered) {
        const mean = add(mul(decay, slots["mean"]!), mul(1 - decay, g));
        next["mean"] = mean;
        spread = sub(square, mul(mean, mean));
      }
      let change = div(g, add(sqrt(spread), epsilon));
      if (momentum !== 0) {
        change = add(mul(momentum, slots["velocity"]!), change);
        next["velocity"] = change;
      }
      return { weights: sub(weights, mul(scalars["rate"]!, change)), slots: next };
    },
  });
}

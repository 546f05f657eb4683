import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sign } from "../../expr/operations/sign.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of lion. */
export interface LionOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** β₁ in [0, 1). */
  readonly beta1?: number;
  /** β₂ in [0, 1). */
  readonly beta2?: number;
  /** λ ≥ 0, taken from the weights themselves. */
  readonly weightDecay?: number;
}

/** Lion: w ← w − α (sign(β₁m + (1 − β₁)g) + λw), m ← β₂m + (1 − β₂)g. Source: Chen et al., 2023. */
export function lion(options: LionOptions = {}): Optimizer {
  const { learningRate = 1e-4, beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = options;
  return defineOptimizer({
    name: "lion",
    learningRate,
    slots: { mean: 0 },
    scalars: (rate) => ({ rate }),
    update: ({ weights, gradient, slots, scalars }) => {
      const direction = sign(add(mul(beta1, slots["mean"]!), mul(1 - beta1, gradient)));
      const mean = add(mul(beta2, slots["mean"]!), mul(1 - beta2, gradient));
      const whole = weightDecay === 0 ? direction : add(direction, mul(weightDecay, weights));
      return { weights: sub(weights, mul(scalars["rate"]!, whole)), slots: { mean } };
    },
  });
}

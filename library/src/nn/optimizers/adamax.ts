import { abs } from "../../expr/operations/abs.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of adamax. */
export interface AdamaxOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** β₁ in [0, 1). */
  readonly beta1?: number;
  /** β₂ in [0, 1). */
  readonly beta2?: number;
  /** ε > 0. */
  readonly epsilon?: number;
  /** λ ≥ 0: adds λw to the gradient. */
  readonly weightDecay?: number;
}

/** Adamax: Adam with the greatest gradient seen in place of the root mean square. Source: Kingma and Ba, ICLR 2015. */
export function adamax(options: AdamaxOptions = {}): Optimizer {
  const { learningRate = 2e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return defineOptimizer({
    name: "adamax",
    learningRate,
    slots: { mean: 0, greatest: 0 },
    scalars: (rate, step) => ({ rate: rate / (1 - beta1 ** step) }),
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      const mean = add(mul(beta1, slots["mean"]!), mul(1 - beta1, g));
      const greatest = max(mul(beta2, slots["greatest"]!), add(abs(g), epsilon));
      return { weights: sub(weights, div(mul(scalars["rate"]!, mean), greatest)), slots: { mean, greatest } };
    },
  });
}

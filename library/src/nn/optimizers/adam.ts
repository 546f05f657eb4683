import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of Adam. */
export interface AdamOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** β₁ in [0, 1), for the mean of the gradient. */
  readonly beta1?: number;
  /** β₂ in [0, 1), for the mean of its square. */
  readonly beta2?: number;
  /** ε > 0. */
  readonly epsilon?: number;
  /** λ ≥ 0, taken from the weights themselves: with λ > 0 this is AdamW. */
  readonly decoupledWeightDecay?: number;
  /** λ ≥ 0: adds λw to the gradient. */
  readonly weightDecay?: number;
  /** Whether the greatest v̂ seen is used (AMSGrad: Reddi, Kale, Kumar, ICLR 2018). */
  readonly amsgrad?: boolean;
}

/**
 * Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − α m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
 *
 * Source: Kingma and Ba, ICLR 2015; decoupled decay: Loshchilov and Hutter, ICLR 2019.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const { decoupledWeightDecay = 0, weightDecay = 0, amsgrad = false } = options;
  return defineOptimizer({
    name: "adam",
    learningRate,
    slots: { mean: 0, square: 0, ...(amsgrad ? { greatest: 0 } : {}) },
    scalars: (rate, step) => ({
      rate: rate / (1 - beta1 ** step),
      root: 1 / Math.sqrt(1 - beta2 ** step),
      keep: 1 - rate * decoupledWeightDecay,
    }),
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      const mean = add(mul(beta1, slots["mean"]!), mul(1 - beta1, g));
      const square = add(mul(beta2, slots["square"]!), mul(1 - beta2, mul(g, g)));
      const greatest = amsgrad ? max(slots["greatest"]!, square) : square;
      const change = div(mul(scalars["rate"]!, mean), add(mul(sqrt(greatest), scalars["root"]!), epsilon));
      const kept = decoupledWeightDecay === 0 ? weights : mul(weights, scalars["keep"]!);
      return { weights: sub(kept, change), slots: { mean, square, ...(amsgrad ? { greatest } : {}) } };
    },
  });
}

import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of nadam. */
export interface NadamOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** β₁ in [0, 1). */
  readonly beta1?: number;
  /** β₂ in [0, 1). */
  readonly beta2?: number;
  /** ε > 0. */
  readonly epsilon?: number;
  /** ψ ≥ 0, how fast the momentum warms up. */
  readonly momentumDecay?: number;
  /** Whether the product of the momentums takes the present one twice, as in PyTorch up to 1.13; no unless said otherwise. */
  readonly doubledMomentum?: boolean;
  /** λ ≥ 0: adds λw to the gradient. */
  readonly weightDecay?: number;
}

/** NAdam: Adam with Nesterov momentum. Source: Dozat, ICLR workshop 2016. */
export function nadam(options: NadamOptions = {}): Optimizer {
  const {
    learningRate = 2e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    momentumDecay = 4e-3,
    doubledMomentum = false,
    weightDecay = 0,
  } = options;
  const mu = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
  // Π μᵢ up to a step: one factor more than that of the step before, which is the one asked for last.
  let known = { step: 0, product: 1 };
  const productUpTo = (step: number): number => {
    if (step < known.step) known = { step: 0, product: 1 };
    for (let t = known.step + 1; t <= step; t++) known = { step: t, product: known.product * mu(t) };
    return known.product;
  };
  return defineOptimizer({
    name: "nadam",
    learningRate,
    slots: { mean: 0, square: 0 },
    scalars: (rate, step) => {
      const product = productUpTo(step);
      return {
        gradientRate: (rate * (1 - mu(step))) / (1 - product),
        meanRate: (rate * mu(step + 1)) / (1 - product * mu(step + 1) * (doubledMomentum ? mu(step) : 1)),
        root: 1 / Math.sqrt(1 - beta2 ** step),
      };
    },
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      const mean = add(mul(beta1, slots["mean"]!), mul(1 - beta1, g));
      const square = add(mul(beta2, slots["square"]!), mul(1 - beta2, mul(g, g)));
      const direction = add(mul(scalars["gradientRate"]!, g), mul(scalars["meanRate"]!, mean));
      const change = div(direction, add(mul(sqrt(square), scalars["root"]!), epsilon));
      return { weights: sub(weights, change), slots: { mean, square } };
    },
  });
}

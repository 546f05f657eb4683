import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of adadelta. */
export interface AdadeltaOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** ρ in [0, 1). */
  readonly decay?: number;
  /** ε > 0. */
  readonly epsilon?: number;
  /** λ ≥ 0: adds λw to the gradient. */
  readonly weightDecay?: number;
}

/** Adadelta: steps scaled by the running sizes of earlier steps and of gradients. Source: Zeiler, 2012. */
export function adadelta(options: AdadeltaOptions = {}): Optimizer {
  const { learningRate = 1, decay = 0.9, epsilon = 1e-6, weightDecay = 0 } = options;
  return defineOptimizer({
    name: "adadelta",
    learningRate,
    slots: { square: 0, change: 0 },
    scalars: (rate) => ({ rate }),
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      const square = add(mul(decay, slots["square"]!), mul(1 - decay, mul(g, g)));
      const scale = div(sqrt(add(slots["change"]!, epsilon)), sqrt(add(square, epsilon)));
      const delta = mul(scale, g);
      const change = add(mul(decay, slots["change"]!), mul(1 - decay, mul(delta, delta)));
      return { weights: sub(weights, mul(scalars["rate"]!, delta)), slots: { square, change } };
    },
  });
}

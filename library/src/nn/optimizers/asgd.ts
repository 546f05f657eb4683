import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of asgd. */
export interface AsgdOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** λ ≥ 0, decay of weights and rate. */
  readonly lambda?: number;
  /** p. */
  readonly power?: number;
  /** λ ≥ 0: adds λw to the gradient. */
  readonly weightDecay?: number;
}

/** Averaged gradient descent with a falling rate α/(1 + λαt)^p; the average is kept in the slot `average`. Source: Polyak and Juditsky, 1992. */
export function asgd(options: AsgdOptions = {}): Optimizer {
  const { learningRate = 0.01, lambda = 1e-4, power = 0.75, weightDecay = 0 } = options;
  return defineOptimizer({
    name: "asgd",
    learningRate,
    slots: { average: 0 },
    scalars: (rate, step) => {
      const falling = step === 1 ? rate : rate / (1 + lambda * rate * (step - 1)) ** power;
      return { rate: falling, keep: 1 - lambda * falling, share: 1 / step };
    },
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      const next = sub(mul(scalars["keep"]!, weights), mul(scalars["rate"]!, g));
      const average = add(slots["average"]!, mul(scalars["share"]!, sub(next, slots["average"]!)));
      return { weights: next, slots: { average } };
    },
  });
}

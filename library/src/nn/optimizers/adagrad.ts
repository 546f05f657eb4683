import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of adagrad. */
export interface AdagradOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** η ≥ 0, how the rate falls. */
  readonly decay?: number;
  /** What s begins with. */
  readonly initial?: number;
  /** ε > 0. */
  readonly epsilon?: number;
  /** λ ≥ 0: adds λw to the gradient. */
  readonly weightDecay?: number;
}

/** Adagrad: s ← s + g², w ← w − α/(1 + (t − 1)η) · g/(√s + ε). Source: Duchi, Hazan, Singer, JMLR 2011. */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  const { learningRate = 0.01, decay = 0, initial = 0, epsilon = 1e-10, weightDecay = 0 } = options;
  return defineOptimizer({
    name: "adagrad",
    learningRate,
    slots: { sum: initial },
    scalars: (rate, step) => ({ rate: rate / (1 + (step - 1) * decay) }),
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      const sum = add(slots["sum"]!, mul(g, g));
      return { weights: sub(weights, div(mul(scalars["rate"]!, g), add(sqrt(sum), epsilon))), slots: { sum } };
    },
  });
}

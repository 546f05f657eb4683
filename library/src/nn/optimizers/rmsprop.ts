import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** RMSprop: v ← ρv + (1 − ρ)g², w ← w − α g/(√v + ε). Source: Tieleman and Hinton, 2012. */
export function rmsprop(
  options: { readonly learningRate?: number; readonly decay?: number; readonly epsilon?: number } = {},
): Optimizer {
  const { learningRate = 0.01, decay = 0.99, epsilon = 1e-8 } = options;
  return defineOptimizer({
    name: "rmsprop",
    learningRate,
    slots: { square: 0 },
    scalars: (rate) => ({ rate }),
    update: ({ weights, gradient, slots, scalars }) => {
      const square = add(mul(decay, slots["square"]!), mul(1 - decay, mul(gradient, gradient)));
      const change = div(mul(scalars["rate"]!, gradient), add(sqrt(square), epsilon));
      return { weights: sub(weights, change), slots: { square } };
    },
  });
}

import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of radam. */
export interface RadamOptions {
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

/** RAdam: Adam whose adaptive scale is rectified, and left out in the first steps. Source: Liu et al., ICLR 2020. */
export function radam(options: RadamOptions = {}): Optimizer {
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return defineOptimizer({
    name: "radam",
    learningRate,
    slots: { mean: 0, square: 0 },
    scalars: (rate, step) => {
      const limit = 2 / (1 - beta2) - 1;
      const length = limit - (2 * step * beta2 ** step) / (1 - beta2 ** step);
      const rectified =
        length > 5
          ? Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length)) *
            Math.sqrt(1 - beta2 ** step)
          : 0;
      return { rate: rate / (1 - beta1 ** step), rectified };
    },
    update: ({ weights, gradient, slots, scalars }) => {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, weights));
      const mean = add(mul(beta1, slots["mean"]!), mul(1 - beta1, g));
      const square = add(mul(beta2, slots["square"]!), mul(1 - beta2, mul(g, g)));
      const rectified = scalars["rectified"]!;
      const scale = select(rectified, div(rectified, add(sqrt(square), epsilon)), 1);
      return { weights: sub(weights, mul(mul(scalars["rate"]!, mean), scale)), slots: { mean, square } };
    },
  });
}

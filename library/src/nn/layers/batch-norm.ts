import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { mean, reshape, stopGradient } from "../../graph/functions.ts";
import { sizeOf } from "../../graph/shape.ts";
import { label } from "../../graph/tensor.ts";
import { ones } from "../initializers/ones.ts";
import { zeros } from "../initializers/zeros.ts";
import { defineLayer, type Layer } from "../network.ts";

/** Options of batch normalization. */
export interface BatchNormOptions {
  /** m in (0, 1], the share of the batch in the running statistics: running ← (1 − m) running + m batch. */
  readonly momentum?: number;
  /** ε > 0, added to the variance. */
  readonly epsilon?: number;
}

/**
 * Each feature (last axis) with mean 0 and variance 1 over the batch, then scaled: y = γ (x − μ)/√(σ² + ε) + β.
 *
 * In training μ and σ² are the batch's (σ² divided by n); otherwise the running ones, whose σ² is divided by n − 1.
 * Source: Ioffe and Szegedy, ICML 2015.
 */
export const batchNorm: (options?: BatchNormOptions) => Layer = defineLayer(
  "batchNorm",
  ({ momentum = 0.1, epsilon = 1e-5 }: BatchNormOptions = {}) =>
    (input, scope) => {
      const size = input.shape.at(-1)!;
      const gamma = scope.parameter("scale", [size], { initializer: ones });
      const beta = scope.parameter("shift", [size], { initializer: zeros });
      const runningMean = scope.state("runningMean", [size], 0);
      const runningVariance = scope.state("runningVariance", [size], 1);
      const scaled = (center: typeof input, variance: typeof input) =>
        add(mul(div(sub(input, center), sqrt(add(variance, epsilon))), gamma), beta);
      if (scope.mode === "inference") return scaled(runningMean, runningVariance);
      const axes = input.shape.slice(0, -1).map((_, axis) => axis);
      const center = label(mean(input, axes, { keep: true }), "mean");
      const distance = sub(input, center);
      const variance = label(mean(mul(distance, distance), axes, { keep: true }), "variance");
      const count = sizeOf(input.shape) / size;
      const mix = (running: typeof input, batch: typeof input) =>
        add(mul(1 - momentum, running), mul(momentum, reshape(stopGradient(batch), [size])));
      scope.update("runningMean", mix(runningMean, center));
      scope.update("runningVariance", mix(runningVariance, mul(variance, count / Math.max(1, count - 1))));
      return scaled(center, variance);
    },
);

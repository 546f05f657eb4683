import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { reshape, stopGradient, sum } from "../../graph/functions.ts";
import { sizeOf } from "../../graph/shape.ts";
import { label } from "../../graph/tensor.ts";
import { defineLayer, type Layer } from "../network.ts";
import { meanOf } from "./_masks.ts";
import { rescaled } from "./_normalization.ts";

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
      const runningMean = scope.state("runningMean", [size], 0);
      const runningVariance = scope.state("runningVariance", [size], 1);
      const scaled = (center: typeof input, variance: typeof input) =>
        rescaled(div(sub(input, center), sqrt(add(variance, epsilon))), scope);
      if (scope.mode === "inference") return scaled(runningMean, runningVariance);
      const axes = input.shape.slice(0, -1).map((_, axis) => axis);
      const mask = scope.mask(input);
      const center = label(meanOf(input, axes, mask), "mean");
      const distance = sub(input, center);
      const variance = label(meanOf(mul(distance, distance), axes, mask), "variance");
      const places = sizeOf(input.shape) / size;
      const count = mask === undefined ? places : mul(places / sizeOf(mask.shape), sum(mask));
      const mix = (running: typeof input, batch: typeof input) =>
        add(mul(1 - momentum, running), mul(momentum, reshape(stopGradient(batch), [size])));
      scope.update("runningMean", mix(runningMean, center));
      scope.update("runningVariance", mix(runningVariance, mul(variance, div(count, max(1, sub(count, 1))))));
      return scaled(center, variance);
    },
);

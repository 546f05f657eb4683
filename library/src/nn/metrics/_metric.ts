import type { Tensor } from "../../graph/tensor.ts";

/** A number for every row (n), from predictions and targets: computed inside the compiled step, and averaged over rows. */
export type RowMetric = (prediction: Tensor, target: Tensor) => Tensor;

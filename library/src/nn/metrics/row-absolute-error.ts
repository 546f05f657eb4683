import { abs } from "../../expr/operations/abs.ts";
import { sub } from "../../expr/operations/sub.ts";
import { mean } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { RowMetric } from "./_metric.ts";

/** The mean of |ŷ − y| over the outputs of a row, as graph: for `metrics` of a training. */
export const rowAbsoluteError: RowMetric = (prediction: Tensor, target: Tensor): Tensor => {
  const axes = prediction.shape.map((_, axis) => axis).slice(1);
  return mean(abs(sub(prediction, target)), axes);
};

import { abs } from "../../expr/operations/abs.ts";
import { sub } from "../../expr/operations/sub.ts";
import { reshape } from "../../graph/functions.ts";
import { type RowMetric, rowMean } from "./_metric.ts";

/** The mean of |ŷ − y| over the outputs of a row, as graph: for `metrics` of a training. */
export const rowAbsoluteError: RowMetric = (prediction, target, mask) =>
  rowMean(abs(sub(prediction, reshape(target, prediction.shape))), mask);

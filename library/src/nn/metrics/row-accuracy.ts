import { equal } from "../../expr/operations/equal.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { oneHot } from "../../graph/composed.ts";
import { maximum, reshape, sum, toIndex } from "../../graph/functions.ts";
import { sizeOf } from "../../graph/shape.ts";
import { type RowMetric, rowMean } from "./_metric.ts";

/**
 * Whether the answer of a row is right, 1 or 0, or the share of its steps for which it is, as graph: for `metrics` of a
 * training.
 *
 * One output is read as a probability (0.5 and more says 1), several as scores of classes, against one-hot targets or
 * class numbers; where scores tie, the row counts as right if its class is among the highest.
 */
export const rowAccuracy: RowMetric = (prediction, target, mask) => {
  const classes = prediction.shape.at(-1)!;
  if (classes === 1) return rowMean(equal(lessEqual(0.5, prediction), reshape(target, prediction.shape)), mask);
  const isNumber = sizeOf(target.shape) !== sizeOf(prediction.shape);
  const truth = isNumber
    ? oneHot(toIndex(reshape(target, prediction.shape.slice(0, -1))), classes)
    : reshape(target, prediction.shape);
  const own = sum(mul(truth, prediction), -1);
  return rowMean(equal(own, max(own, maximum(prediction, -1))), mask);
};

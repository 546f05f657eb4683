import { equal } from "../../expr/operations/equal.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { maximum, oneHot, reshape, sum, toIndex } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { RowMetric } from "./_metric.ts";

/**
 * Whether the answer of a row is right, 1 or 0, as graph: for `metrics` of a training.
 *
 * One output is read as a probability (0.5 and more says 1), several as scores of classes, against one-hot targets or
 * class numbers; where scores tie, the row counts as right if its class is among the highest.
 */
export const rowAccuracy: RowMetric = (prediction: Tensor, target: Tensor): Tensor => {
  const rows = prediction.shape[0]!;
  const classes = prediction.shape.at(-1)!;
  if (classes === 1) return reshape(equal(lessEqual(0.5, prediction), target), [rows]);
  const isNumber = target.shape.at(-1) !== classes;
  const truth = isNumber ? oneHot(toIndex(reshape(target, [rows])), classes) : target;
  const own = sum(mul(truth, prediction), -1);
  return equal(own, max(own, maximum(prediction, -1)));
};

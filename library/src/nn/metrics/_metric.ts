import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { equal } from "../../expr/operations/equal.ts";
import { mul } from "../../expr/operations/mul.ts";
import { reshape, sum } from "../../graph/functions.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";

/**
 * A number for every row (n), from predictions, targets and, where not all steps are there, a mask (n×t): computed inside the
 * compiled step, and averaged over rows.
 */
export type RowMetric = (prediction: Tensor, target: Tensor, mask?: Tensor) => Tensor;

/** The mean of each row's values (n×…), or of those of its steps that are there. */
export function rowMean(values: Tensor, mask: Tensor | undefined): Tensor {
  const [rows] = values.shape as [number];
  const each = sizeOf(values.shape) / rows;
  if (mask === undefined)
    return each === 1 ? reshape(values, [rows]) : div(sum(reshape(values, [rows, each]), 1), each);
  const steps = mask.shape[1]!;
  const weighted = mul(reshape(values, [rows, steps, each / steps]), reshape(mask, [rows, steps, 1]));
  const count = mul(each / steps, sum(mask, 1));
  return div(sum(weighted, [1, 2]), add(count, equal(count, 0)));
}

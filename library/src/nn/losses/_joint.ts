import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { reshape, slice, sum } from "../../graph/functions.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ArgumentError } from "../../util/errors.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** A loss on some of the numbers of a row: predictions and targets from `at`, `width` of them. */
export interface LossPart {
  readonly loss: Loss;
  readonly at: number;
  readonly width: number;
}

/** One number a row, whatever the shape of a loss's values: their sum, or their mean where the loss is a mean. */
function perRow({ reduction }: Loss, values: Tensor, rows: number): Tensor {
  const flat = reshape(values, [rows, sizeOf(values.shape) / rows]);
  const width = flat.shape[1]!;
  const total = sum(flat, 1);
  return reduction === "sum" || width === 1 ? total : mul(1 / width, total);
}

/**
 * Several losses as one: L = Σₖ Lₖ, each on its own part of predictions and targets.
 *
 * @throws ArgumentError where some are means and others sums, or one divides by weights of its own.
 */
export function joint(parts: readonly LossPart[]): Loss {
  const [first] = parts as readonly [LossPart];
  if (parts.length === 1) return first.loss;
  for (const { loss } of parts)
    if (loss.reduction !== first.loss.reduction || loss.divisor !== undefined)
      throw new ArgumentError("losses that are reduced in different ways cannot be added", {
        expected: `losses that are a ${first.loss.reduction} over rows`,
        found: loss.name,
      });
  return defineLoss({
    ...first.loss,
    name: parts.map(({ loss }) => loss.name).join(" + "),
    half: parts.every(({ loss }) => loss.half),
    values: (prediction, target) => {
      const rows = prediction.shape[0]!;
      const cut = (tensor: Tensor, { at, width }: LossPart): Tensor => slice(tensor, 1, at, at + width);
      return parts
        .map((part) => perRow(part.loss, part.loss.values(cut(prediction, part), cut(target, part)), rows))
        .reduce((a, b) => add(a, b));
    },
  });
}

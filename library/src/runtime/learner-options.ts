import { ArgumentError } from "../util/errors.ts";
import { wholeNumber } from "../util/whole-number.ts";
import type { LearnerOptions } from "./learner.ts";
import { checkRows } from "./rows.ts";
import type { Examples, TrainOptions } from "./train.ts";

/** Rows of one step and steps of one update, after a check. A solver sees all rows at once. */
function sizesOf(
  { optimizer, batch, accumulate = 1 }: TrainOptions,
  rowCount: number,
): { batch: number; accumulate: number } {
  if (batch !== undefined) wholeNumber(batch, "train: the batch");
  wholeNumber(accumulate, "train: the number of batches of an update");
  if (!("advance" in optimizer)) return { batch: Math.min(batch ?? rowCount, rowCount), accumulate };
  if (accumulate === 1) return { batch: rowCount, accumulate };
  throw new ArgumentError(`train: ${optimizer.name} sees all rows at once`, {
    expected: "accumulate 1",
    found: String(accumulate),
    remedy: "leave accumulate out, or take an optimizer that learns from batches",
  });
}

/** What a learner must know of a training, after a check of its rows. @throws as `train`. */
export function learnerOptions(
  examples: Examples,
  options: TrainOptions,
  precision: "float32" | "float64",
): LearnerOptions {
  const { rowCount, weights } = examples;
  const { seed = 0, shuffle = true, loss, clip, metrics } = options;
  if (rowCount < 1) throw new ArgumentError("train: there are no rows to learn from");
  const sizes = sizesOf(options, rowCount);
  const widths = checkRows(examples, "training", precision);
  return { rowCount, ...widths, ...sizes, weighted: weights !== undefined, loss, clip, metrics, seed, shuffle };
}

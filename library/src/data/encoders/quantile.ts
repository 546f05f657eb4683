import { quantileOf } from "../scalers/_scaler.ts";
import { defineEncoder, type Encoder, type Fitted, presentNumbers } from "./_encoder.ts";
import { medianAndGaps } from "./_scaled.ts";

interface FittedQuantile extends Fitted {
  readonly kind: "quantile";
  /** Values below which equal shares of the training rows lie. */
  readonly knots: readonly number[];
  readonly median: number;
  readonly indicator: boolean;
}

const parts = 100;

/** The share of training rows below a value, from −1 to 1, in a straight line between knots. */
function share(knots: readonly number[], value: number): number {
  let [low, high] = [0, knots.length - 1];
  if (value <= knots[low]!) return -1;
  if (value >= knots[high]!) return 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (knots[middle]! <= value) low = middle;
    else high = middle;
  }
  return (2 * (low + (value - knots[low]!) / (knots[high]! - knots[low]!))) / (knots.length - 1) - 1;
}

/** By rank: every value becomes the share of training rows below it, so that any distribution becomes a flat one. */
export const quantile: Encoder = defineEncoder<FittedQuantile>({
  kind: "quantile",
  takes: ["numeric"],
  fit: (column, rows) => {
    const sorted = presentNumbers(column, rows).sort();
    const knots = Array.from({ length: parts + 1 }, (_, i) => quantileOf(sorted, i / parts));
    return { kind: "quantile", column: column.name, knots, ...medianAndGaps(sorted, rows) };
  },
  seen: ({ knots }) => ({ kind: "range", least: knots[0]!, most: knots.at(-1)! }),
  inputs: ({ column, indicator }) => (indicator ? [column, `${column} missing`] : [column]),
  write: ({ knots, median, indicator }, column, rows, out, { at, width }) => {
    if (column.kind === "categorical") return;
    for (let i = 0, to = at; i < rows.length; i++, to += width) {
      const value = column.values[rows[i]!]!;
      const absent = Number.isNaN(value);
      out[to] = share(knots, absent ? median : value);
      if (indicator) out[to + 1] = absent ? 1 : 0;
    }
  },
});

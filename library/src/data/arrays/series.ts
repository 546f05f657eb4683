import { ArgumentError } from "../../util/errors.ts";
import { wholeNumber } from "../../util/whole-number.ts";

/** How windows are cut from a series. */
export interface SeriesOptions {
  /** Steps that are looked at. */
  readonly length: number;
  /** How many steps after the last one that is looked at the target lies; 1 is the next. */
  readonly horizon?: number;
  /** Which of the channels are predicted; all unless said otherwise. */
  readonly targets?: readonly number[];
  /** From one window to the next; 1 unless said otherwise. */
  readonly stride?: number;
}

/** Windows of a series with what comes after each: rows to learn from. */
export interface SeriesRows {
  /** rows × length × channels. */
  readonly inputs: Float64Array;
  /** rows × targets. */
  readonly targets: Float64Array;
  readonly rowCount: number;
}

/**
 * Cuts windows from a part of a series (steps × channels): x = steps i … i + length − 1, y = step i + length − 1 + horizon.
 *
 * Nothing outside of `from` … `to` − 1 is touched, neither by a window nor by a target: parts that follow each other give
 * training, validation and test rows without leakage.
 *
 * @throws ArgumentError where the numbers do not fill steps, options are no whole numbers, or not one window fits.
 * @example
 * const training = seriesRows(values, 3, { length: 14 }, 0, 1000);
 * const test = seriesRows(values, 3, { length: 14 }, 1000);
 */
export function seriesRows(
  values: ArrayLike<number>,
  channels: number,
  { length, horizon = 1, targets, stride = 1 }: SeriesOptions,
  from = 0,
  to: number = values.length / channels,
): SeriesRows {
  if (!Number.isInteger(values.length / channels))
    throw new ArgumentError("seriesRows: the numbers do not fill the steps", {
      expected: `a multiple of ${channels} numbers`,
      found: String(values.length),
    });
  for (const [what, value, least] of [
    ["channels", channels, 1],
    ["the length of a window", length, 1],
    ["the horizon", horizon, 1],
    ["the stride", stride, 1],
    ["the beginning", from, 0],
    ["the end", to, from],
  ] as const)
    wholeNumber(value, `seriesRows: ${what}`, least);
  if (to * channels > values.length)
    throw new ArgumentError("seriesRows: the end lies beyond the series", {
      expected: `at most ${values.length / channels}`,
      found: String(to),
    });
  const picked = targets ?? Array.from({ length: channels }, (_, channel) => channel);
  if (picked.some((channel) => !Number.isInteger(channel) || channel < 0 || channel >= channels))
    throw new ArgumentError("seriesRows: a target is no channel", {
      expected: `0 to ${channels - 1}`,
      found: picked.join(", "),
    });
  const rowCount = Math.floor((to - from - length - horizon) / stride) + 1;
  if (rowCount < 1)
    throw new ArgumentError("seriesRows: not one window fits", {
      expected: `at least ${length + horizon} steps`,
      found: String(to - from),
    });
  const inputs = new Float64Array(rowCount * length * channels);
  const outputs = new Float64Array(rowCount * picked.length);
  for (let row = 0; row < rowCount; row++) {
    const begin = (from + row * stride) * channels;
    for (let i = 0; i < length * channels; i++) inputs[row * length * channels + i] = values[begin + i]!;
    const target = begin + (length - 1 + horizon) * channels;
    picked.forEach((channel, k) => {
      outputs[row * picked.length + k] = values[target + channel]!;
    });
  }
  return { inputs, targets: outputs, rowCount };
}

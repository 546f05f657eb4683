import { quantileOf } from "../data/scalers/_scaler.ts";
import type { NumberAnswers } from "./statistics.ts";

/** A part of a histogram: values from `from` to `to`, the last part with its end. */
export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Residuals, truth − answer, in the units of the target. */
export interface Residuals {
  /** The points below which 5, 25, 50, 75 and 95 % of the residuals lie. */
  readonly quantiles: {
    readonly q5: number;
    readonly q25: number;
    readonly q50: number;
    readonly q75: number;
    readonly q95: number;
  };
  /** Truth and answer of at most a thousand rows, evenly taken. */
  readonly points: readonly (readonly [truth: number, answer: number])[];
  readonly histogram: readonly HistogramBin[];
}

const mostPoints = 1000;
const mostBins = 30;

/** Enough digits for a picture. */
const short = (value: number): number => Number(value.toPrecision(7));

/** Counts of values between round numbers: about √n parts, at most thirty. */
export function histogram(values: readonly number[]): readonly HistogramBin[] {
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  if (values.length === 0) return [];
  const span = high - low;
  if (!(span > Number.EPSILON * Math.max(Math.abs(low), Math.abs(high))))
    return [{ from: low, to: high, count: values.length }];
  const wanted = Math.min(mostBins, Math.max(4, Math.ceil(Math.sqrt(values.length))));
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = power * [1, 2, 5, 10].find((factor) => span / (power * factor) <= wanted)!;
  const first = Math.floor(low / step);
  const bins = Math.max(1, Math.ceil(high / step) - first);
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.max(0, Math.floor(value / step) - first))]!++;
  return counts.map((count, i) => ({ from: short((first + i) * step), to: short((first + i + 1) * step), count }));
}

/** The residuals of at least one row. */
export function residualsOf({ truth, answers }: NumberAnswers): Residuals {
  const values = Array.from(truth, (own, row) => own - answers[row]!);
  const sorted = Float64Array.from(values).sort();
  const shown = Math.min(mostPoints, truth.length);
  return {
    quantiles: {
      q5: quantileOf(sorted, 0.05),
      q25: quantileOf(sorted, 0.25),
      q50: quantileOf(sorted, 0.5),
      q75: quantileOf(sorted, 0.75),
      q95: quantileOf(sorted, 0.95),
    },
    points: Array.from({ length: shown }, (_, i) => {
      const row = Math.floor((i * truth.length) / shown);
      return [short(truth[row]!), short(answers[row]!)] as const;
    }),
    histogram: histogram(values),
  };
}

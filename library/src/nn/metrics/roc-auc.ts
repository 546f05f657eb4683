import { thresholds } from "./_ranking.ts";

/** A point of the ROC curve: the share of negatives and of positives with a score of at least `score`. */
export interface RocPoint {
  readonly score: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

/** The ROC curve from (0, 0) to (1, 1), one point for every different score. */
export function rocCurve(truth: ArrayLike<number>, scores: ArrayLike<number>): readonly RocPoint[] {
  const steps = thresholds(truth, scores);
  const { truePositives: positives, falsePositives: negatives } = steps.at(-1)!;
  return [{ score: Infinity, truePositives: 0, falsePositives: 0 }, ...steps].map((step) => ({
    score: step.score,
    falsePositiveRate: step.falsePositives / negatives,
    truePositiveRate: step.truePositives / positives,
  }));
}

/**
 * The probability that a positive row (1) scores higher than a negative one (0); ties count half.
 *
 * NaN where one of the two kinds is missing. Source: Hanley and McNeil, Radiology 1982.
 */
export function rocAuc(truth: ArrayLike<number>, scores: ArrayLike<number>): number {
  const curve = rocCurve(truth, scores);
  return curve.slice(1).reduce((area, point, i) => {
    const last = curve[i]!;
    const width = point.falsePositiveRate - last.falsePositiveRate;
    return area + (width * (point.truePositiveRate + last.truePositiveRate)) / 2;
  }, 0);
}

/** How the areas of several classes become one: each against the rest, or every pair of two. */
export interface MulticlassAucOptions {
  readonly pairs?: "one-against-rest" | "one-against-one";
}

/** The mean ROC area over classes 0 … k − 1, from probabilities (rows × classes). Source: Hand and Till, 2001. */
export function rocAucMulticlass(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { pairs = "one-against-rest" }: MulticlassAucOptions = {},
): number {
  const rows = Array.from({ length: truth.length }, (_, i) => i);
  const classes = probabilities.length / truth.length;
  const areas: number[] = [];
  const area = (among: readonly number[], positive: number, column: number): number =>
    rocAuc(
      among.map((row) => (truth[row] === positive ? 1 : 0)),
      among.map((row) => probabilities[row * classes + column]!),
    );
  for (let a = 0; a < classes; a++)
    if (pairs === "one-against-rest") areas.push(area(rows, a, a));
    else
      for (let b = a + 1; b < classes; b++) {
        const among = rows.filter((row) => truth[row] === a || truth[row] === b);
        areas.push((area(among, a, a) + area(among, b, b)) / 2);
      }
  return areas.reduce((sum, value) => sum + value, 0) / areas.length;
}

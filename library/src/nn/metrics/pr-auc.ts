import { thresholds } from "./_ranking.ts";

/** A point of the precision–recall curve. */
export interface PrecisionRecallPoint {
  readonly score: number;
  readonly precision: number;
  readonly recall: number;
}

/** Precision and recall at every different score, highest first. */
export function precisionRecallCurve(
  truth: ArrayLike<number>,
  scores: ArrayLike<number>,
): readonly PrecisionRecallPoint[] {
  const steps = thresholds(truth, scores);
  const positives = steps.at(-1)!.truePositives;
  return steps.map(({ score, truePositives, falsePositives }) => ({
    score,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / positives,
  }));
}

/** Average precision, Σ (Rₙ − Rₙ₋₁) Pₙ: the area under the precision–recall stair, without interpolation. */
export function prAuc(truth: ArrayLike<number>, scores: ArrayLike<number>): number {
  const curve = precisionRecallCurve(truth, scores);
  return curve.reduce((area, { precision, recall }, i) => area + (recall - (curve[i - 1]?.recall ?? 0)) * precision, 0);
}

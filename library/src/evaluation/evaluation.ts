import { confusionMatrix } from "../nn/metrics/confusion-matrix.ts";
import {
  type CalibrationBin,
  calibration,
  expectedCalibrationError,
} from "../nn/metrics/expected-calibration-error.ts";
import { type ClassResult, classResults } from "./class-results.ts";
import { type Curves, curvesOf } from "./curves.ts";
import type { MetricName } from "./metric-names.ts";
import { type Residuals, residualsOf } from "./residuals.ts";
import { classesOf, type Judged, numbersOf, type Scores, scoresOf } from "./scores.ts";
import { classStatistics, numberStatistics } from "./statistics.ts";
import { type WorstError, worstClasses, worstNumbers } from "./worst-errors.ts";

export type { Judged, NoteReason, Scores } from "./scores.ts";

/** How good answers are: plain data without NaN or infinities. */
export interface Evaluation extends Scores {
  /** For classes: how often each got each answer. */
  readonly confusion?: {
    readonly classes: readonly string[];
    readonly counts: readonly (readonly number[])[];
    /** For two classes: from which probability on the second is the answer. */
    readonly threshold?: number;
  };
  /** For classes: each by itself. */
  readonly classes?: readonly ClassResult[];
  /** For classes: how sure the answers were and how often right, in parts that have rows; and the mean gap. */
  readonly calibration?: { readonly bins: readonly CalibrationBin[]; readonly error: number };
  /** For classes: what every threshold gives. */
  readonly curves?: Curves;
  /** For numbers: truth − answer. */
  readonly residuals?: Residuals;
  /** The ten worst errors. */
  readonly worst: readonly WorstError[];
}

/**
 * Judges answers: metrics with 95 % intervals (Wilson's for accuracy, else from rows drawn again), and what lies behind them.
 *
 * A function of its arguments. A metric that the rows cannot tell is left out and named in `notes`.
 *
 * @throws ArgumentError where sizes differ, DataError for a class that the task does not know, NumberError for outputs
 * that are not finite.
 */
export function judge(judged: Judged): Evaluation {
  const [scores] = scoresOf(judged, [judged.outputs]);
  return behind(judged, scores!);
}

/** A metric alone, without an interval, as a function of outputs for some of the rows. */
export function metricOf(
  { task, truth, weights }: Pick<Judged, "task" | "truth" | "weights">,
  metric: MetricName,
): (outputs: ArrayLike<number>, rows?: ArrayLike<number>) => number {
  return (outputs, rows = Array.from({ length: truth.length }, (_, i) => i)) => {
    const part: Judged = {
      task,
      truth: Array.from(rows, (row) => truth[row]!),
      outputs,
      ...(weights === undefined ? {} : { weights: Array.from(rows, (row) => weights[row]!) }),
    };
    const all = Int32Array.from({ length: rows.length }, (_, i) => i);
    const statistic =
      task.kind === "regression"
        ? numberStatistics[metric as keyof typeof numberStatistics](numbersOf(part))
        : classStatistics[metric as keyof typeof classStatistics](classesOf(part, task.classes));
    return statistic(all);
  };
}

/** What lies behind scores, put to them. */
export function behind(judged: Judged, scores: Scores): Evaluation {
  const { task, truth, lines } = judged;
  const some = truth.length > 0;
  if (task.kind === "regression") {
    const facts = numbersOf(judged);
    return { ...scores, ...(some ? { residuals: residualsOf(facts) } : {}), worst: worstNumbers(facts, lines) };
  }
  const names = task.classes;
  const facts = classesOf(judged, names);
  const said = (codes: Int32Array): string[] => Array.from(codes, (k) => names[k]!);
  const confusion = confusionMatrix(said(facts.truth), said(facts.answers), names);
  return {
    ...scores,
    confusion: {
      classes: names,
      counts: confusion.counts,
      ...(task.kind === "binary" ? { threshold: 0.5 } : {}),
    },
    classes: classResults(confusion),
    ...(some
      ? {
          calibration: {
            bins: calibration(facts.truth, facts.probabilities).filter(({ count }) => count > 0),
            error: expectedCalibrationError(facts.truth, facts.probabilities),
          },
          curves: curvesOf(facts, names),
        }
      : {}),
    worst: worstClasses(facts, names, lines),
  };
}

import { bootstrap, type Interval, wilson } from "../data/intervals.ts";
import { decodeOutputs, type Preparation, type Task } from "../data/prepare.ts";
import type { Table } from "../data/table.ts";
import { confusionMatrix } from "../nn/metrics/confusion-matrix.ts";
import { type CalibrationBin, calibration } from "../nn/metrics/expected-calibration-error.ts";
import { logLoss } from "../nn/metrics/log-loss.ts";
import { mae } from "../nn/metrics/mae.ts";
import { r2 } from "../nn/metrics/r2.ts";
import { rmse } from "../nn/metrics/rmse.ts";
import { rocAuc } from "../nn/metrics/roc-auc.ts";
import { DataError } from "../util/errors.ts";
import { truthOf } from "./tabular.ts";

/** How good answers are: each metric with its 95 % interval. */
export interface Evaluation {
  readonly rows: number;
  readonly metrics: Readonly<Record<string, Interval>>;
  /** For classes: how sure the answers were, and how often they were right; parts without rows are left out. */
  readonly calibration?: readonly CalibrationBin[];
  /** For numbers: truth and answer, of the first thousand rows. */
  readonly pairs?: readonly (readonly [truth: number, answer: number])[];
  /** For classes: how often each got each answer. */
  readonly confusion?: {
    readonly classes: readonly (string | number)[];
    readonly counts: readonly (readonly number[])[];
  };
}

/** Outputs of a network for rows of a table, against the truth in the table. */
export function evaluateOutputs(
  table: Table,
  { task }: Pick<Preparation, "task">,
  rows: Int32Array,
  outputs: ArrayLike<number>,
  seed = 0,
): Evaluation {
  const truth = truthOf(table, task, rows);
  const answers = decodeOutputs(task, outputs);
  if (task.kind === "regression") return regression(truth as number[], answers as number[], seed);
  const strange = truth.findIndex((name) => !task.classes.includes(String(name)));
  if (strange >= 0)
    throw new DataError(`the target holds a class that the model does not know`, {
      place: `${table.name}, line ${table.lineOf(rows[strange]!)}, column ${task.target}`,
      expected: task.classes.slice(0, 20).join(", "),
      found: String(truth[strange]),
      remedy: "train again with this class, or leave such rows out",
    });
  const hits = truth.filter((value, i) => value === answers[i]).length;
  const probabilities = Float64Array.from(outputs);
  const draws = drawsFor(rows.length);
  const numbers = truth.map((name) => task.classes.indexOf(String(name)));
  const width = probabilities.length / rows.length;
  const picked = (of: Int32Array): [number[], number[]] => [
    Array.from(of, (i) => numbers[i]!),
    Array.from(of).flatMap((i) => [...probabilities.subarray(i * width, (i + 1) * width)]),
  ];
  return {
    rows: rows.length,
    metrics: {
      accuracy: wilson(hits, rows.length),
      "log loss": bootstrap(rows.length, (of) => logLoss(...picked(of)), { seed, draws }),
      ...(task.kind === "binary" && new Set(numbers).size === 2
        ? { "ROC AUC": bootstrap(rows.length, (of) => rocAuc(...picked(of)), { seed, draws }) }
        : {}),
    },
    calibration: calibration(numbers, probabilities).filter(({ count }) => count > 0),
    confusion: confusionMatrix(truth.map(String), answers.map(String), task.classes),
  };
}

/** How often rows are drawn again: a thousand times, fewer where there are very many rows. */
function drawsFor(rows: number): number {
  return Math.max(100, Math.min(1000, Math.floor(2e7 / rows)));
}

function regression(truth: readonly number[], answers: readonly number[], seed: number): Evaluation {
  const interval = (metric: (y: readonly number[], p: readonly number[]) => number): Interval =>
    bootstrap(
      truth.length,
      (of) =>
        metric(
          Array.from(of, (i) => truth[i]!),
          Array.from(of, (i) => answers[i]!),
        ),
      { seed },
    );
  return {
    rows: truth.length,
    metrics: { "R²": interval(r2), MAE: interval(mae), RMSE: interval(rmse) },
    pairs: truth.slice(0, 1000).map((y, i) => [y, answers[i]!] as const),
  };
}

/** What a result is worth beside two simple answers: one of four plain judgments. */
export type Verdict = "worse" | "no better" | "as linear" | "better";

/**
 * Compares a network with a linear model and with always giving the same answer, by paired differences of rows.
 *
 * `scores` holds for every row how well each did (1 or 0 for classes, minus the squared error for numbers).
 */
export function verdictOf(
  scores: {
    readonly network: readonly number[];
    readonly linear: readonly number[];
    readonly constant: readonly number[];
  },
  seed = 0,
): Verdict {
  const gain = (other: readonly number[]): Interval =>
    bootstrap(
      other.length,
      (rows) => rows.reduce((sum, row) => sum + scores.network[row]! - other[row]!, 0) / rows.length,
      { seed },
    );
  const overConstant = gain(scores.constant);
  if (overConstant.upper < 0) return "worse";
  if (overConstant.lower <= 0) return "no better";
  return gain(scores.linear).lower > 0 ? "better" : "as linear";
}

/** How well each answer did: 1 or 0 for classes, minus the squared error for numbers. */
export function rowScores(
  task: Task,
  truth: readonly (string | number)[],
  answers: readonly (string | number)[],
): number[] {
  return truth.map((value, i) =>
    task.kind === "regression"
      ? -((Number(value) - Number(answers[i])) ** 2)
      : String(value) === String(answers[i])
        ? 1
        : 0,
  );
}

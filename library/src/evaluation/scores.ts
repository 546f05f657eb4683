import { classSizes } from "../data/checks/_check.ts";
import { areUneven } from "../data/checks/imbalance.ts";
import { bootstrapAll, type Interval, wilson } from "../data/intervals.ts";
import { decodeOutputs, type Task } from "../data/task.ts";
import { ArgumentError, DataError, NumberError } from "../util/errors.ts";
import { classMetrics, type MetricName, numberMetrics } from "./metric-names.ts";
import {
  type ClassAnswers,
  classStatistics,
  type NumberAnswers,
  numberStatistics,
  type Statistic,
} from "./statistics.ts";

/** Why a metric is left out. */
export type NoteReason = "no rows" | "one class only" | "truth does not vary";

/** The metrics of answers, each with its 95 % interval. */
export interface Scores {
  readonly rows: number;
  /** By name; see `classMetrics` and `numberMetrics`. */
  readonly metrics: Readonly<Record<string, Interval>>;
  /** The metric to look at first: it does not flatter. */
  readonly headline: MetricName;
  /** Metrics that these rows cannot tell. */
  readonly notes: readonly { readonly metric: MetricName; readonly reason: NoteReason }[];
}

/** Answers of one task for some rows. */
export interface Judged {
  readonly task: Task;
  /** The truth of every row: class names, or numbers. */
  readonly truth: ArrayLike<string | number>;
  /** What a network gives for this task, rows × width: probabilities, or standardized numbers. */
  readonly outputs: ArrayLike<number>;
  readonly seed?: number;
  /** How much each row counts; all the same where absent. */
  readonly weights?: ArrayLike<number>;
  /** The line of the file on which each row begins. */
  readonly lines?: ArrayLike<number>;
}

/** @throws where sizes differ, a class is unknown, or an output is not finite. */
export function checkJudged({ task, truth, outputs, weights, lines }: Judged): void {
  const width = task.kind === "classes" ? task.classes.length : 1;
  if (outputs.length !== truth.length * width)
    throw new ArgumentError("the outputs do not belong to the rows", {
      place: `target ${task.target}`,
      expected: `${truth.length} rows × ${width} numbers`,
      found: `${outputs.length} numbers`,
    });
  if (weights !== undefined && weights.length !== truth.length)
    throw new ArgumentError("the weights do not belong to the rows", {
      place: `target ${task.target}`,
      expected: `${truth.length}`,
      found: `${weights.length}`,
    });
  const bad = Array.prototype.findIndex.call(outputs, (value: number) => !Number.isFinite(value));
  if (bad >= 0)
    throw new NumberError("an output is not finite", {
      place: `target ${task.target}, row ${Math.floor(bad / width)}`,
      found: String(outputs[bad]),
      remedy: "train with a lower learning rate, or clip the gradient",
    });
  if (task.kind === "regression") return;
  const known = new Set(task.classes);
  const strange = Array.from(truth).findIndex((name) => !known.has(String(name)));
  if (strange < 0) return;
  throw new DataError("the target holds a class that the model does not know", {
    place: `${lines === undefined ? `row ${strange}` : `line ${lines[strange]}`}, column ${task.target}`,
    expected: task.classes.slice(0, 20).join(", "),
    found: String(truth[strange]),
    remedy: "train again with this class, or leave such rows out",
  });
}

/** Truth, answers and probabilities of classes. */
export function classesOf({ task, truth, outputs, weights }: Judged, names: readonly string[]): ClassAnswers {
  const place = new Map(names.map((name, k) => [name, k]));
  return {
    classCount: names.length,
    truth: Int32Array.from(Array.from(truth, (name) => place.get(String(name))!)),
    answers: Int32Array.from(decodeOutputs(task, outputs).map((name) => place.get(String(name))!)),
    probabilities: Float64Array.from(outputs),
    ...(weights === undefined ? {} : { weights }),
  };
}

/** Truth and answers in the units of the target. */
export function numbersOf({ task, truth, outputs, weights }: Judged): NumberAnswers {
  return {
    truth: Float64Array.from(Array.from(truth, Number)),
    answers: Float64Array.from(decodeOutputs(task, outputs).map(Number)),
    ...(weights === undefined ? {} : { weights }),
  };
}

/** How often rows are drawn again: a thousand times, fewer where there is very much to count. */
export function drawsFor(work: number): number {
  return Math.max(100, Math.min(1000, Math.floor(1e7 / Math.max(1, work))));
}

/** The metrics of one of several answers, before they have intervals. */
interface Asked {
  readonly statistics: Partial<Record<MetricName, Statistic>>;
  readonly headline: (metrics: Readonly<Record<string, Interval>>) => MetricName;
  readonly reason: NoteReason;
  /** The share of right answers, where rows count the same: it has an interval of its own. */
  readonly hits?: number;
}

function asked(judged: Judged): Asked {
  const { task, truth, weights } = judged;
  if (task.kind === "regression") {
    const facts = numbersOf(judged);
    return {
      statistics: Object.fromEntries(numberMetrics.map((metric) => [metric, numberStatistics[metric](facts)])),
      headline: (metrics) => (Object.hasOwn(metrics, "R²") || truth.length === 0 ? "R²" : "MAE"),
      reason: "truth does not vary",
    };
  }
  const facts = classesOf(judged, task.classes);
  const names = classMetrics.filter((metric) => metric !== "PR AUC" || task.kind === "binary");
  const sizes = classSizes(facts.truth).filter((size) => size > 0);
  return {
    statistics: Object.fromEntries(names.map((metric) => [metric, classStatistics[metric](facts)])),
    headline: () => (areUneven(sizes) ? "balanced accuracy" : "accuracy"),
    reason: "one class only",
    // Rows that count differently are no coin tosses.
    ...(weights === undefined ? { hits: facts.truth.filter((own, row) => own === facts.answers[row]).length } : {}),
  };
}

/** The scores of several answers to the same rows, over the same draws of rows. @throws as judge. */
export function scoresOf(judged: Omit<Judged, "outputs">, outputs: readonly ArrayLike<number>[]): readonly Scores[] {
  const { truth, task, seed = 0 } = judged;
  const all = Int32Array.from({ length: truth.length }, (_, i) => i);
  const each = outputs.map((own) => {
    checkJudged({ ...judged, outputs: own });
    const found = asked({ ...judged, outputs: own });
    const names = Object.keys(found.statistics) as MetricName[];
    const defined = names.filter((name) => all.length > 0 && Number.isFinite(found.statistics[name]!(all)));
    return { ...found, defined, missing: names.filter((name) => !defined.includes(name)) };
  });
  const statistics = Object.fromEntries(
    each.flatMap(({ statistics: own, defined }, i) => defined.map((name) => [`${i} ${name}`, own[name]!] as const)),
  );
  const classes = task.kind === "regression" ? 1 : task.classes.length;
  // Rankings of every class are most of the work.
  const draws = drawsFor((truth.length * outputs.length * (2 + classes)) / 4);
  const found = bootstrapAll(truth.length, statistics, { seed, draws });
  return each.map(({ defined, missing, headline, reason, hits }, i) => {
    const metrics: Readonly<Record<string, Interval>> = Object.fromEntries(
      defined.map((name) => [
        name,
        name === "accuracy" && hits !== undefined ? wilson(hits, truth.length) : found[`${i} ${name}`]!,
      ]),
    );
    return {
      rows: truth.length,
      metrics,
      headline: headline(metrics),
      notes: missing.map((metric) => ({ metric, reason: truth.length === 0 ? "no rows" : reason })),
    };
  });
}

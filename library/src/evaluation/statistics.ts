import { brier } from "../nn/metrics/brier.ts";
import { logLoss } from "../nn/metrics/log-loss.ts";
import type { ClassMetric, NumberMetric } from "./metric-names.ts";

/** A metric over chosen rows, which may occur more than once; NaN where it is not defined for them. */
export type Statistic = (rows: Int32Array) => number;

/** Answers that are classes: truth and answer of every row as class numbers, and probabilities (rows × width). */
export interface ClassAnswers {
  readonly classCount: number;
  readonly truth: Int32Array;
  readonly answers: Int32Array;
  /** Width 1: the probability of class 1 of two; otherwise one for every class. */
  readonly probabilities: Float64Array;
  readonly weights?: ArrayLike<number>;
}

/** Answers that are numbers. */
export interface NumberAnswers {
  readonly truth: Float64Array;
  readonly answers: Float64Array;
  readonly weights?: ArrayLike<number>;
}

type Weights = ArrayLike<number> | undefined;

/** Σ w v/Σ w over the rows. */
function mean(values: ArrayLike<number>, weights: Weights): Statistic {
  return (rows) => {
    let [sum, total] = [0, 0];
    for (const row of rows) {
      const weight = weights === undefined ? 1 : weights[row]!;
      sum += weight * values[row]!;
      total += weight;
    }
    return sum / total;
  };
}

/** How much each row counts: its weight, as often as it was drawn. */
function counts(rows: Int32Array, size: number, weights: Weights): Float64Array {
  const out = new Float64Array(size);
  for (const row of rows) out[row]! += weights === undefined ? 1 : weights[row]!;
  return out;
}

interface Tallies {
  readonly right: Float64Array;
  readonly answered: Float64Array;
  readonly support: Float64Array;
}

/** A number of each class that counts, averaged; `among` says which classes do. */
function overClasses(
  { truth, answers, classCount, weights }: ClassAnswers,
  among: (tallies: Tallies, k: number) => boolean,
  rule: (tallies: Tallies, k: number) => number,
): Statistic {
  return (rows) => {
    const tallies = {
      right: new Float64Array(classCount),
      answered: new Float64Array(classCount),
      support: new Float64Array(classCount),
    };
    for (const row of rows) {
      const weight = weights === undefined ? 1 : weights[row]!;
      const [own, given] = [truth[row]!, answers[row]!];
      tallies.support[own]! += weight;
      tallies.answered[given]! += weight;
      if (own === given) tallies.right[own]! += weight;
    }
    let [sum, count] = [0, 0];
    for (let k = 0; k < classCount; k++)
      if (among(tallies, k)) {
        sum += rule(tallies, k);
        count++;
      }
    return sum / count;
  };
}

/** How much the positives and the negatives of each group of rows with equal scores count, highest score first. */
interface Ranked {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** Ranks rows by the score of a class, once for many draws; gives the groups of a draw by how much each row counts in it. */
function ranking(
  { truth, probabilities }: ClassAnswers,
  positive: number,
  width: number,
): (each: Float64Array) => Ranked {
  const column = width === 1 ? 0 : positive;
  const score = (row: number): number => probabilities[row * width + column]!;
  const order = Int32Array.from({ length: truth.length }, (_, i) => i).sort((a, b) => score(b) - score(a));
  const groupOf = new Int32Array(truth.length);
  order.forEach((row, i) => {
    const follows = i > 0 && score(order[i - 1]!) === score(row);
    groupOf[row] = i === 0 ? 0 : groupOf[order[i - 1]!]! + (follows ? 0 : 1);
  });
  const groups = order.length === 0 ? 0 : groupOf[order.at(-1)!]! + 1;
  const ranked = { positives: new Float64Array(groups), negatives: new Float64Array(groups) };
  const { positives, negatives } = ranked;
  return (each) => {
    positives.fill(0);
    negatives.fill(0);
    for (let row = 0; row < groupOf.length; row++) {
      if (truth[row] === positive) positives[groupOf[row]!]! += each[row]!;
      else negatives[groupOf[row]!]! += each[row]!;
    }
    return ranked;
  };
}

/** The area under the ROC curve of one class against the rest; ties count half. */
function rocArea(facts: ClassAnswers, positive: number, width: number): (each: Float64Array) => number {
  const ranked = ranking(facts, positive, width);
  return (each) => {
    const { positives, negatives } = ranked(each);
    let [above, below, area] = [0, 0, 0];
    for (let i = 0; i < positives.length; i++) {
      area += negatives[i]! * (above + positives[i]! / 2);
      above += positives[i]!;
      below += negatives[i]!;
    }
    return area / (above * below);
  };
}

/** Average precision of class 1 of two. */
function averagePrecision(facts: ClassAnswers): (each: Float64Array) => number {
  const ranked = ranking(facts, 1, 1);
  return (each) => {
    const { positives, negatives } = ranked(each);
    let [above, below, sum] = [0, 0, 0];
    for (let i = 0; i < positives.length; i++) {
      above += positives[i]!;
      below += negatives[i]!;
      // Groups of which no row was drawn stand before the first.
      if (above + below > 0) sum += (positives[i]! * above) / (above + below);
    }
    return sum / above;
  };
}

/** A statistic of how much each row counts. */
const ofCounts =
  ({ truth, weights }: ClassAnswers, statistic: (each: Float64Array) => number): Statistic =>
  (rows) =>
    statistic(counts(rows, truth.length, weights));

/** The metrics of classes, each made only when it is asked for. */
export const classStatistics: Readonly<Record<ClassMetric, (facts: ClassAnswers) => Statistic>> = {
  accuracy: ({ truth, answers, weights }) =>
    mean(
      Array.from(truth, (own, row) => (own === answers[row] ? 1 : 0)),
      weights,
    ),
  "log loss": (facts) => mean(byRow(facts, logLoss), facts.weights),
  "ROC AUC": (facts) => {
    const width = facts.probabilities.length / facts.truth.length;
    if (width === 1) return ofCounts(facts, rocArea(facts, 1, width));
    // One against the rest, over the classes that occur.
    const areas = Array.from({ length: facts.classCount }, (_, k) => rocArea(facts, k, width));
    return ofCounts(facts, (each) => {
      const found = areas.map((area) => area(each)).filter((area) => !Number.isNaN(area));
      return found.reduce((sum, area) => sum + area, 0) / found.length;
    });
  },
  "balanced accuracy": (facts) =>
    overClasses(
      facts,
      ({ support }, k) => support[k]! > 0,
      ({ right, support }, k) => right[k]! / support[k]!,
    ),
  "macro F1": (facts) =>
    overClasses(
      facts,
      ({ support, answered }, k) => support[k]! + answered[k]! > 0,
      ({ right, support, answered }, k) => (2 * right[k]!) / (support[k]! + answered[k]!),
    ),
  "PR AUC": (facts) =>
    facts.probabilities.length === facts.truth.length ? ofCounts(facts, averagePrecision(facts)) : () => Number.NaN,
  Brier: (facts) => mean(byRow(facts, brier), facts.weights),
};

/** A metric of every row by itself. */
function byRow(
  { truth, probabilities }: ClassAnswers,
  metric: (truth: ArrayLike<number>, probabilities: ArrayLike<number>) => number,
): Float64Array {
  const width = probabilities.length / truth.length;
  return Float64Array.from(truth, (own, row) => metric([own], probabilities.subarray(row * width, (row + 1) * width)));
}

/** The metrics of numbers, each made only when it is asked for. */
export const numberStatistics: Readonly<Record<NumberMetric, (facts: NumberAnswers) => Statistic>> = {
  "R²": ({ truth, answers, weights }) => {
    const center = mean(truth, weights);
    return (rows) => {
      const middle = center(rows);
      let [left, all] = [0, 0];
      for (const row of rows) {
        const weight = weights === undefined ? 1 : weights[row]!;
        left += weight * (truth[row]! - answers[row]!) ** 2;
        all += weight * (truth[row]! - middle) ** 2;
      }
      return all === 0 ? Number.NaN : 1 - left / all;
    };
  },
  MAE: (facts) => mean(sizes(facts), facts.weights),
  RMSE: (facts) => {
    const squares = mean(
      sizes(facts).map((size) => size * size),
      facts.weights,
    );
    return (rows) => Math.sqrt(squares(rows));
  },
  "median absolute error": (facts) => {
    const errors = sizes(facts);
    const order = Int32Array.from(errors.keys()).sort((a, b) => errors[a]! - errors[b]!);
    return (rows) => {
      const each = counts(rows, errors.length, facts.weights);
      const half = each.reduce((sum, count) => sum + count, 0) / 2;
      let reached = 0;
      for (let i = 0; i < order.length; i++) {
        reached += each[order[i]!]!;
        if (reached > half) return errors[order[i]!]!;
        if (reached < half) continue;
        // Half of the rows lie below and half above: the middle of the two next to the gap.
        const next = order.subarray(i + 1).find((row) => each[row]! > 0);
        return next === undefined ? errors[order[i]!]! : (errors[order[i]!]! + errors[next]!) / 2;
      }
      return Number.NaN;
    };
  },
};

/** The size of every error. */
function sizes({ truth, answers }: NumberAnswers): Float64Array {
  return truth.map((own, row) => Math.abs(own - answers[row]!));
}

import { bootstrapAll } from "../data/intervals.ts";
import { decodeOutputs, type Task } from "../data/task.ts";
import { behind, type Evaluation, type Judged, type Scores } from "./evaluation.ts";
import { drawsFor, scoresOf } from "./scores.ts";

/** What a result is worth beside two simple answers: one of four plain judgments. */
export type Verdict = "worse" | "no better" | "as linear" | "better";

/** The plain sentence of a result: the verdict, and whether the linear model is better, or there was nothing to judge. */
export type Sentence = Verdict | "linear better" | "no rows";

/** A network beside two simple answers, on rows that none of them has seen. */
export interface Comparison {
  readonly network: Evaluation;
  readonly linear: Scores;
  readonly constant: Scores;
  /** What the constant always says. */
  readonly answer: string | number;
  readonly verdict: Verdict;
  readonly sentence: Sentence;
}

/** How well every row was answered, by each of three. */
export interface RowScores {
  readonly network: readonly number[];
  readonly linear: readonly number[];
  readonly constant: readonly number[];
}

/** The paired differences of rows, as intervals, put into one word. */
function judgments({ network, linear, constant }: RowScores, seed: number): { verdict: Verdict; sentence: Sentence } {
  if (network.length === 0) return { verdict: "no better", sentence: "no rows" };
  const gain = (other: readonly number[]) => (rows: Int32Array) => {
    let sum = 0;
    for (const row of rows) sum += network[row]! - other[row]!;
    return sum / rows.length;
  };
  const gains = bootstrapAll(
    network.length,
    { constant: gain(constant), linear: gain(linear) },
    { seed, draws: drawsFor(network.length) },
  );
  if (gains.constant.upper < 0) return { verdict: "worse", sentence: "worse" };
  if (gains.constant.lower <= 0) return { verdict: "no better", sentence: "no better" };
  if (gains.linear.lower > 0) return { verdict: "better", sentence: "better" };
  return { verdict: "as linear", sentence: gains.linear.upper < 0 ? "linear better" : "as linear" };
}

/**
 * How well each answer did: 1 or 0 for classes, minus the squared error for numbers.
 *
 * `balanced`: a right answer counts the more, the rarer its class, so that the mean is the balanced accuracy.
 */
export function rowScores(
  task: Task,
  truth: ArrayLike<string | number>,
  answers: readonly (string | number)[],
  balanced = false,
): number[] {
  if (task.kind === "regression") return Array.from(truth, (value, i) => -((Number(value) - Number(answers[i])) ** 2));
  const names = Array.from(truth, String);
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  return names.map((name, i) => {
    if (name !== String(answers[i])) return 0;
    return balanced ? names.length / (sizes.size * sizes.get(name)!) : 1;
  });
}

/** The outputs of a network, a linear model and a constant for the same rows (each rows × width). */
export interface ComparedOutputs {
  readonly network: ArrayLike<number>;
  readonly linear: ArrayLike<number>;
  readonly constant: ArrayLike<number>;
}

/** Judges three answers to one task on the same rows. @throws as judge. */
export function compareOutputs(compared: Omit<Judged, "outputs"> & { readonly outputs: ComparedOutputs }): Comparison {
  const { task, truth, outputs, weights, seed = 0 } = compared;
  const [own, linear, constant] = scoresOf(compared, [outputs.network, outputs.linear, outputs.constant]);
  const network = behind({ ...compared, outputs: outputs.network }, own!);
  const scored = (found: ArrayLike<number>): number[] =>
    rowScores(task, truth, decodeOutputs(task, found), network.headline === "balanced accuracy").map(
      (score, row) => score * (weights?.[row] ?? 1),
    );
  return {
    network,
    linear: linear!,
    constant: constant!,
    answer: usual(task, decodeOutputs(task, outputs.constant)),
    ...judgments(
      { network: scored(outputs.network), linear: scored(outputs.linear), constant: scored(outputs.constant) },
      seed,
    ),
  };
}

/** The answer of a constant, which may differ from fold to fold: the mean of numbers, the most frequent class. */
function usual(task: Task, answers: readonly (string | number)[]): string | number {
  if (task.kind === "regression")
    return answers.length === 0 ? task.mean : answers.reduce<number>((sum, y) => sum + Number(y), 0) / answers.length;
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(String(answer), (counts.get(String(answer)) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [task.classes[0]!, 0] as [
    string,
    number,
  ])[0];
}

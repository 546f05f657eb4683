import { decodeOutputs, type Prepared } from "../data/prepare.ts";
import type { Table } from "../data/table.ts";
import { type Evaluation, evaluateOutputs, rowScores, type Verdict, verdictOf } from "./evaluation.ts";
import type { Model } from "./model.ts";
import { trainLinear, truthOf } from "./tabular.ts";

/** A network beside two simple answers, on rows that none of them has seen. */
export interface Comparison {
  readonly network: Evaluation;
  readonly linear: Evaluation;
  readonly constant: Evaluation;
  /** What the constant always says. */
  readonly answer: string | number;
  readonly verdict: Verdict;
}

/** What is best said without looking at a row: the shares of the classes in the training rows, or their mean. */
function constantOutputs({ task, training }: Prepared): number[] {
  if (task.kind === "regression") return [0];
  const width = training.targets.length / training.rowCount;
  const sums = new Array<number>(width).fill(0);
  training.targets.forEach((value, i) => {
    sums[i % width]! += value / training.rowCount;
  });
  return sums;
}

/** Compares a model with a linear one, trained here, and with always giving the same answer. */
export async function compare(table: Table, prepared: Prepared, model: Model, seed: number): Promise<Comparison> {
  const { task, test } = prepared;
  const outputs = {
    network: await model.predict(test.inputs),
    linear: await (await trainLinear(prepared, seed)).predict(test.inputs),
    constant: repeated(constantOutputs(prepared), test.rowCount),
  };
  const truth = truthOf(table, task, test.rows);
  const judged = (found: ArrayLike<number>): Evaluation => evaluateOutputs(table, prepared, test.rows, found, seed);
  const scored = (found: ArrayLike<number>): number[] => rowScores(task, truth, decodeOutputs(task, found));
  return {
    network: judged(outputs.network),
    linear: judged(outputs.linear),
    constant: judged(outputs.constant),
    answer: decodeOutputs(task, constantOutputs(prepared))[0]!,
    verdict: verdictOf(
      { network: scored(outputs.network), linear: scored(outputs.linear), constant: scored(outputs.constant) },
      seed,
    ),
  };
}

function repeated(row: readonly number[], times: number): number[] {
  return Array.from({ length: times }, () => row).flat();
}

import { columnOf } from "../data/table.ts";
import { decodeOutputs, outputsOf, probabilitiesOf, truthOf } from "../data/task.ts";
import type { Judge } from "./experiment.ts";

/** Two test rows that tell most, as places among the test rows; a row may be missing. */
export interface TellingRows {
  /** The row in the middle of those that were answered well. */
  readonly typical: number | undefined;
  /** The row that was answered worst; of classes only a wrong answer counts. */
  readonly worst: number | undefined;
}

/** Rows worth looking at, by the first target: how much the truth was given, or how far the answer is off. */
export async function tellingRows({ prepared, model }: Judge): Promise<TellingRows> {
  const { tasks, test } = prepared;
  const [task] = tasks;
  if (task === undefined || test.rowCount === 0) return { typical: undefined, worst: undefined };
  const outputs = outputsOf(tasks, await model.predict(test.inputs), 0);
  const truth = truthOf(columnOf(test.table, task.target), task, test.rows);
  const answers = decodeOutputs(task, outputs);
  const off = truth.map((value, row) =>
    task.kind === "regression"
      ? Math.abs(Number(value) - Number(answers[row]))
      : 1 - probabilitiesOf(task, outputs, row)[task.classes.indexOf(String(value))]!,
  );
  const order = off.map((_, row) => row).sort((a, b) => off[a]! - off[b]! || a - b);
  const right = task.kind === "regression" ? order : order.filter((row) => String(truth[row]) === String(answers[row]));
  const wrong = task.kind === "regression" ? order : order.filter((row) => String(truth[row]) !== String(answers[row]));
  return { typical: right[right.length >> 1], worst: wrong.at(-1) };
}

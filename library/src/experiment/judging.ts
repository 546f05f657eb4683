import { encodeRows, knownRows, type Preparation } from "../data/prepare.ts";
import { columnOf, type Table } from "../data/table.ts";
import { outputsOf, type Task, truthOf } from "../data/task.ts";
import { type Evaluation, judge } from "../evaluation/evaluation.ts";
import type { Model } from "../runtime/model.ts";

/** How good a model's answers for one target are. */
export interface TargetEvaluation {
  readonly task: Task;
  readonly evaluation: Evaluation;
}

/**
 * Judges a model on the rows of a table whose answers are known.
 *
 * @throws TableError E104 for a column that is missing, DataError for a class that the model does not know.
 */
export async function evaluateTable(
  table: Table,
  preparation: Pick<Preparation, "tasks" | "encoders">,
  model: Model,
  seed = 0,
): Promise<readonly TargetEvaluation[]> {
  const { tasks } = preparation;
  const { rows, inputs } = encodeRows(table, preparation, knownRows(table, tasks));
  const outputs = await model.predict(inputs);
  const lines = Array.from(rows, table.lineOf);
  return tasks.map((task, k) => ({
    task,
    evaluation: judge({
      task,
      truth: truthOf(columnOf(table, task.target), task, rows),
      outputs: outputsOf(tasks, outputs, k),
      seed,
      lines,
    }),
  }));
}

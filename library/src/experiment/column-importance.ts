import { inputBlocks } from "../data/inputs.ts";
import { columnOf } from "../data/table.ts";
import { outputsOf, truthOf } from "../data/task.ts";
import { metricOf } from "../evaluation/evaluation.ts";
import { type ColumnImportance, type Importance, permutationImportance } from "../evaluation/importance.ts";
import { isLowerBetter, type MetricName } from "../evaluation/metric-names.ts";
import { summarize } from "../runtime/summary.ts";
import type { Experiment, Judge } from "./experiment.ts";

/** How often columns are shuffled in all, over all folds. */
const repeats = 10;

/**
 * What each column is worth, for every target: the drop of its headline metric (a loss counts negative) when the column is
 * shuffled among the test rows; with folds the mean of theirs, weighted by their rows.
 */
export async function columnImportance(
  { judges, outcomes }: Pick<Experiment, "judges" | "outcomes">,
  seed: number,
): Promise<readonly Importance[]> {
  const found: Importance[] = [];
  for (const [k, { comparison }] of outcomes.entries()) {
    const parts: Importance[] = [];
    for (const judge of judges)
      parts.push(await importanceOf(judge, k, comparison.network.headline, seed, Math.ceil(repeats / judges.length)));
    found.push(joined(parts));
  }
  return found;
}

function importanceOf(
  { prepared, model }: Judge,
  k: number,
  metric: MetricName,
  seed: number,
  times: number,
): Promise<Importance> {
  const { tasks, test, encoders } = prepared;
  const task = tasks[k]!;
  const value = metricOf({ task, truth: truthOf(columnOf(test.table, task.target), task, test.rows) }, metric);
  return permutationImportance({
    predict: async (inputs) => outputsOf(tasks, await model.predict(inputs), k),
    inputs: test.inputs,
    blocks: inputBlocks(encoders),
    score: (outputs, rows) => (isLowerBetter(metric) ? -value(outputs, rows) : value(outputs, rows)),
    seed,
    repeats: times,
    work: summarize(model).multiplyAdds,
  });
}

/** The importances of folds as one. A column that some folds have left out counts nothing there. */
function joined(parts: readonly Importance[]): Importance {
  const [first] = parts as readonly [Importance];
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const mean = (value: (part: Importance) => number): number =>
    rows === 0 ? 0 : parts.reduce((sum, part) => sum + (part.rows * value(part)) / rows, 0);
  const names = [...new Set(parts.flatMap(({ columns }) => columns.map(({ column }) => column)))];
  const columns = names.map((column): ColumnImportance => {
    const own = (part: Importance): ColumnImportance =>
      part.columns.find((one) => one.column === column) ?? { column, drop: 0, deviation: 0 };
    const drop = mean((part) => own(part).drop);
    const variance = mean((part) => own(part).deviation ** 2 + (own(part).drop - drop) ** 2);
    return { column, drop, deviation: Math.sqrt(variance) };
  });
  return {
    ...first,
    score: mean(({ score }) => score),
    rows,
    repeats: parts.reduce((sum, part) => sum + part.repeats, 0),
    columns: columns.sort((a, b) => b.drop - a.drop || (a.column < b.column ? -1 : 1)),
  };
}

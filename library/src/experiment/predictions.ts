import type { Fitted } from "../data/encoders/_encoder.ts";
import type { Finding } from "../data/findings.ts";
import { encodeInputs } from "../data/inputs.ts";
import { type Novelty, NoveltyCounter } from "../data/novelty.ts";
import type { Preparation } from "../data/prepare.ts";
import { type RowBatch, tableOf } from "../data/readers/batches.ts";
import { noColumn } from "../data/table.ts";
import { decodeOutputs, outputsOf, probabilitiesOf, type Task } from "../data/task.ts";
import type { Model } from "../runtime/model.ts";

/** Some rows with their predictions, as cells of a table. */
export interface PredictedRows {
  /** All names, of the first rows only. */
  readonly header?: readonly string[];
  readonly records: readonly (readonly string[])[];
}

/** What was noticed on the way. */
export interface PredictionNotes {
  readonly rows: number;
  readonly novelty: readonly Novelty[];
  /** Cells that are not of the kind that training had. */
  readonly findings: readonly Finding[];
}

/** Significant digits of a predicted number: those of float32, and one more. */
const digits = 8;
const decimalsOfProbability = 6;

/** The names of the columns that predictions add; a name that is taken gets a mark. */
function addedNames(tasks: readonly Task[], header: readonly string[]): string[] {
  const many = tasks.length > 1;
  const names = tasks.flatMap((task) => {
    const of = many ? `_${task.target}` : "";
    const classes = task.kind === "regression" ? [] : task.classes.map((name) => `p${of}_${name}`);
    return [`prediction${of}`, ...classes];
  });
  const taken = new Set(header);
  return names.map((name) => {
    let free = name;
    while (taken.has(free)) free += "_";
    taken.add(free);
    return free;
  });
}

/** @throws TableError E104 for the first column that training had and a table lacks. */
function checkColumns(header: readonly string[], encoders: readonly Fitted[], file: string): void {
  for (const { column } of encoders) if (!header.includes(column)) throw noColumn(file, column, header, "column");
}

/**
 * Rows with predictions and class probabilities behind their own cells, batch by batch; at the end what was noticed.
 *
 * @throws TableError E104 where a column of the training is missing, with the most similar name.
 */
export async function* predictions(
  batches: AsyncIterable<RowBatch>,
  { tasks, encoders, readings }: Preparation,
  model: Model,
  file: string,
): AsyncGenerator<PredictedRows, PredictionNotes> {
  const counter = new NoveltyCounter(encoders);
  const strange = new Map<string, Finding>();
  const needed = new Set(encoders.map(({ column }) => column));
  const kinds = Object.fromEntries(Object.entries(readings).filter(([name]) => needed.has(name)));
  const predictor = await model.predictor();
  let rows = 0;
  try {
    for await (const { header, cells, lines, source } of batches) {
      if (rows === 0) checkColumns(header, encoders, file);
      const table = tableOf(header, cells, lines, kinds, source, file);
      counter.add(table);
      for (const finding of table.findings) addFinding(strange, finding);
      const all = Int32Array.from({ length: table.rowCount }, (_, i) => i);
      const outputs = predictor.predict(encodeInputs(table, encoders, all));
      const own = tasks.map((_, k) => outputsOf(tasks, outputs, k));
      const answers = tasks.map((task, k) => decodeOutputs(task, own[k]!));
      const records = cells.map((row, i) => [
        ...row,
        ...tasks.flatMap((task, k) => [
          cellOf(answers[k]![i]!),
          ...probabilitiesOf(task, own[k]!, i).map((p) => p.toFixed(decimalsOfProbability)),
        ]),
      ]);
      yield { ...(rows === 0 ? { header: [...header, ...addedNames(tasks, header)] } : {}), records };
      rows += cells.length;
    }
  } finally {
    predictor.dispose();
  }
  return { rows, novelty: counter.found(), findings: [...strange.values()] };
}

function cellOf(answer: string | number): string {
  return typeof answer === "number" ? String(Number(answer.toPrecision(digits))) : answer;
}

/** Findings of batches joined: counts add up, the first lines and examples stay. */
function addFinding(found: Map<string, Finding>, finding: Finding): void {
  const key = `${finding.code} ${finding.kind ?? ""} ${finding.column ?? ""}`;
  const before = found.get(key);
  if (before === undefined) return void found.set(key, finding);
  found.set(key, { ...before, count: before.count + finding.count, of: (before.of ?? 0) + (finding.of ?? 0) });
}

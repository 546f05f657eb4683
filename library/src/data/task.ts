import { isClasses } from "./checks/_check.ts";
import { targetFindings } from "./checks/target.ts";
import { categoryOf } from "./encoders/_encoder.ts";
import type { Finding } from "./findings.ts";
import { TableError } from "./findings.ts";
import { standardize } from "./scalers/standardize.ts";
import type { Column } from "./table.ts";

/** What is to be predicted. */
export type Task =
  | { readonly kind: "binary" | "classes"; readonly target: string; readonly classes: readonly string[] }
  | { readonly kind: "regression"; readonly target: string; readonly mean: number; readonly deviation: number };

/** What a target may be taken for, where it is not to be found out. */
export type TaskKind = "classes" | "number";

/**
 * The task that a target stands for, from the rows that have one: classes for texts, for two different numbers and for at
 * most ten whole ones; else a number.
 *
 * @throws TableError E105 to E108 where nothing can be learned.
 */
export function taskOf(column: Column, rows: Int32Array, file: string, asked?: TaskKind): Task {
  const stopping = targetFindings(column, asked).find(({ stops }) => stops);
  if (stopping !== undefined) throw new TableError(...stopped(stopping, file));
  const { name: target } = column;
  if (!isClasses(column, asked)) return { kind: "regression", target, mean: 0, deviation: 1 };
  if (column.kind === "categorical") {
    const seen = new Set(Array.from(rows, (row) => column.codes[row]!));
    const classes = column.categories.filter((_, code) => seen.has(code));
    return { kind: classes.length === 2 ? "binary" : "classes", target, classes };
  }
  const distinct = [...new Set(Array.from(rows, (row) => column.values[row]!))].sort((a, b) => a - b);
  return { kind: distinct.length === 2 ? "binary" : "classes", target, classes: distinct.map(String) };
}

function stopped(finding: Finding, file: string): [string, Finding] {
  const what: Readonly<Record<string, string>> = {
    E105: "the target is missing in most rows",
    E106: "the target is the same in every row",
    E107: "the target is an identifier or a date",
    E108: "the target has too many classes",
  };
  return [what[finding.code] ?? "the target cannot be learned", { ...finding, file }];
}

/** How many numbers of a network's output, and of a target row, a task takes. */
export function widthOf(task: Task): number {
  return task.kind === "classes" ? task.classes.length : 1;
}

/** Where the numbers of each task begin among those of all. */
export function placesOf(tasks: readonly Task[]): readonly number[] {
  let at = 0;
  return tasks.map((task) => {
    const place = at;
    at += widthOf(task);
    return place;
  });
}

/** A number's mean and deviation, from the training rows; other tasks stay. */
export function fittedTask(task: Task, column: Column, rows: Int32Array): Task {
  if (task.kind !== "regression" || column.kind === "categorical") return task;
  const { shift, scale } = standardize(Float64Array.from(rows, (row) => column.values[row]!));
  return { ...task, mean: shift, deviation: scale };
}

/** Targets of all tasks as numbers, side by side: 0 or 1; one-hot; or a standardized number. */
export function encodeTargets(tasks: readonly Task[], columns: readonly Column[], rows: Int32Array): Float32Array {
  const width = tasks.reduce((sum, task) => sum + widthOf(task), 0);
  const out = new Float32Array(rows.length * width);
  const places = placesOf(tasks);
  tasks.forEach((task, k) => {
    const column = columns[k]!;
    const codes = task.kind === "regression" ? undefined : new Map(task.classes.map((name, code) => [name, code]));
    for (let i = 0; i < rows.length; i++) {
      const at = i * width + places[k]!;
      if (task.kind === "regression") {
        if (column.kind !== "categorical") out[at] = (column.values[rows[i]!]! - task.mean) / task.deviation;
        continue;
      }
      const code = codes!.get(categoryOf(column, rows[i]!)!);
      if (task.kind === "binary") out[at] = code === 1 ? 1 : 0;
      else if (code !== undefined) out[at + code] = 1;
    }
  });
  return out;
}

/** The outputs of one task among those of all: rows × its width. */
export function outputsOf(tasks: readonly Task[], outputs: ArrayLike<number>, which: number): Float64Array {
  const width = tasks.reduce((sum, task) => sum + widthOf(task), 0);
  const own = widthOf(tasks[which]!);
  const at = placesOf(tasks)[which]!;
  const rows = outputs.length / width;
  const out = new Float64Array(rows * own);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < own; k++) out[row * own + k] = outputs[row * width + at + k]!;
  return out;
}

/** The answers that a task's outputs stand for: class names, or numbers in the units of the target. */
export function decodeOutputs(task: Task, outputs: ArrayLike<number>): (string | number)[] {
  if (task.kind === "regression") return Array.from(outputs, (value) => value * task.deviation + task.mean);
  if (task.kind === "binary") return Array.from(outputs, (p) => task.classes[p >= 0.5 ? 1 : 0]!);
  const width = task.classes.length;
  return Array.from({ length: outputs.length / width }, (_, row) => {
    let best = 0;
    for (let k = 1; k < width; k++) if (outputs[row * width + k]! > outputs[row * width + best]!) best = k;
    return task.classes[best]!;
  });
}

/** The probability of each class in a row, from a task's outputs; none for a number. */
export function probabilitiesOf(task: Task, outputs: ArrayLike<number>, row: number): number[] {
  if (task.kind === "regression") return [];
  if (task.kind === "binary") return [1 - outputs[row]!, outputs[row]!];
  return task.classes.map((_, k) => outputs[row * task.classes.length + k]!);
}

/** The true answers of some rows: class names, or numbers. */
export function truthOf(column: Column, task: Task, rows: Int32Array): (string | number)[] {
  if (task.kind === "regression" && column.kind !== "categorical")
    return Array.from(rows, (row) => column.values[row]!);
  return Array.from(rows, (row) => categoryOf(column, row) ?? "");
}

import { DataError } from "../util/errors.ts";
import { randomStream } from "../util/random.ts";
import { type Column, columnOf, type Table } from "./table.ts";

/** How one column becomes inputs; fitted on the training rows, plain data. */
export type Encoder =
  | {
      readonly kind: "standardize";
      readonly column: string;
      readonly mean: number;
      readonly deviation: number;
      /** What stands for a missing cell. */
      readonly median: number;
      /** Whether an input of its own says that the cell was missing. */
      readonly indicator: boolean;
    }
  | { readonly kind: "one-hot"; readonly column: string; readonly categories: readonly string[] };

/** What is to be predicted. */
export type Task =
  | { readonly kind: "binary" | "classes"; readonly target: string; readonly classes: readonly string[] }
  | { readonly kind: "regression"; readonly target: string; readonly mean: number; readonly deviation: number };

/** Rows as numbers. Targets: 0 or 1; one-hot; or a standardized number. */
export interface Dataset {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly rowCount: number;
  /** The rows of the table that these are. */
  readonly rows: Int32Array;
}

/** Encoders and task, fitted: everything that turns a table into numbers and an output into an answer. */
export interface Preparation {
  readonly task: Task;
  readonly encoders: readonly Encoder[];
  /** Columns left out, each with its reason. */
  readonly dropped: readonly { readonly column: string; readonly reason: string }[];
}

export interface PrepareOptions {
  readonly target: string;
  /** Share of rows for validation, 0 ≤ share < 1. */
  readonly validation?: number;
  /** Share of rows for the test. */
  readonly test?: number;
  readonly seed?: number;
}

export interface Prepared extends Preparation {
  readonly training: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
}

/** Numeric targets with at most this many different whole values are classes. */
const mostNumericClasses = 20;

function taskOf(column: Column, rows: Int32Array): Task {
  if (column.kind === "categorical") {
    const { categories: classes, name: target } = column;
    if (classes.length < 2) throw constantTarget(target);
    return { kind: classes.length === 2 ? "binary" : "classes", target, classes };
  }
  const { values, name: target } = column;
  const distinct = [...new Set(Array.from(rows, (row) => values[row]!))].sort((a, b) => a - b);
  if (distinct.length < 2) throw constantTarget(target);
  if (distinct.length === 2) return { kind: "binary", target, classes: distinct.map(String) };
  if (distinct.length <= mostNumericClasses && distinct.every(Number.isInteger))
    return { kind: "classes", target, classes: distinct.map(String) };
  return { kind: "regression", target, mean: 0, deviation: 1 };
}

function constantTarget(target: string): DataError {
  return new DataError("the target is the same in every row", { code: "E106", place: target });
}

/** The class of a row, as text. */
function classOf(column: Column, row: number): string {
  return column.kind === "categorical" ? column.categories[column.codes[row]!]! : String(column.values[row]!);
}

function isAbsent(column: Column, row: number): boolean {
  return column.kind === "categorical" ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
}

/**
 * Splits a table into training, validation and test rows (by class where there are classes), fits the encoders on
 * the training rows alone, and encodes all three. A function of the seed.
 */
export function prepare(table: Table, options: PrepareOptions): Prepared {
  const { seed = 0, validation = 0.15, test = 0.15 } = options;
  const target = columnOf(table, options.target);
  const known = Int32Array.from({ length: table.rowCount }, (_, i) => i).filter((row) => !isAbsent(target, row));
  if (known.length * 2 < table.rowCount)
    throw new DataError("the target is missing in most rows", { code: "E105", place: target.name });
  const task = taskOf(target, known);
  const parts = split(known, task, target, [1 - validation - test, validation, test], seed);
  const [training, ...others] = parts as [Int32Array, Int32Array, Int32Array];
  const fitted = fit(table, task, target, training);
  const dataset = (rows: Int32Array): Dataset => ({
    rowCount: rows.length,
    rows,
    inputs: encodeInputs(table, fitted.encoders, rows),
    targets: encodeTargets(fitted.task, target, rows),
  });
  return { ...fitted, training: dataset(training), validation: dataset(others[0]), test: dataset(others[1]) };
}

function split(rows: Int32Array, task: Task, target: Column, shares: readonly number[], seed: number): Int32Array[] {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const key = task.kind === "regression" ? "" : classOf(target, row);
    const group = groups.get(key) ?? [];
    group.push(row);
    groups.set(key, group);
  }
  const parts: number[][] = shares.map(() => []);
  [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .forEach(([, group], stream) => {
      const random = randomStream(seed, 1000 + stream);
      for (let i = group.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [group[i], group[j]] = [group[j]!, group[i]!];
      }
      let from = group.length;
      for (let part = shares.length - 1; part > 0; part--) {
        const count = Math.round(group.length * shares[part]!);
        parts[part]!.push(...group.slice(from - count, from));
        from -= count;
      }
      parts[0]!.push(...group.slice(0, from));
    });
  return parts.map((part) => Int32Array.from(part).sort());
}

function fit(table: Table, task: Task, target: Column, rows: Int32Array): Preparation {
  const encoders: Encoder[] = [];
  const dropped: { column: string; reason: string }[] = [];
  for (const column of table.columns) {
    if (column === target) continue;
    if (column.kind === "categorical") {
      const used = new Set(Array.from(rows, (row) => column.codes[row]!).filter((code) => code >= 0));
      if (used.size < 2) dropped.push({ column: column.name, reason: "the same in every training row" });
      else if (used.size > Math.max(50, rows.length / 2))
        dropped.push({ column: column.name, reason: `${used.size} different texts: an identifier or free text` });
      else
        encoders.push({
          kind: "one-hot",
          column: column.name,
          categories: column.categories.filter((_, code) => used.has(code)),
        });
      continue;
    }
    const present = Float64Array.from(rows, (row) => column.values[row]!).filter((value) => !Number.isNaN(value));
    const { mean, deviation } = moments(present);
    if (present.length === 0 || !(deviation > 0)) {
      dropped.push({ column: column.name, reason: "the same in every training row" });
      continue;
    }
    const sorted = present.sort();
    const median = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
    encoders.push({
      kind: "standardize",
      column: column.name,
      mean,
      deviation,
      median,
      indicator: present.length < rows.length,
    });
  }
  if (encoders.length === 0)
    throw new DataError("no column is left to learn from", { code: "E106", place: table.name });
  if (task.kind !== "regression" || target.kind !== "numeric") return { task, encoders, dropped };
  return { task: { ...task, ...moments(Float64Array.from(rows, (row) => target.values[row]!)) }, encoders, dropped };
}

function moments(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** How many inputs the encoders give. */
export function inputCount(encoders: readonly Encoder[]): number {
  return encoders.reduce((sum, e) => sum + (e.kind === "one-hot" ? e.categories.length : e.indicator ? 2 : 1), 0);
}

/** Rows of a table as inputs; a category never seen in training gives all zeros. */
export function encodeInputs(table: Table, encoders: readonly Encoder[], rows: Int32Array): Float32Array {
  const width = inputCount(encoders);
  const out = new Float32Array(rows.length * width);
  let at = 0;
  for (const encoder of encoders) {
    const column = columnOf(table, encoder.column);
    if (encoder.kind === "one-hot") {
      rows.forEach((row, i) => {
        const code = isAbsent(column, row) ? -1 : encoder.categories.indexOf(classOf(column, row));
        if (code >= 0) out[i * width + at + code] = 1;
      });
      at += encoder.categories.length;
      continue;
    }
    if (column.kind !== "numeric")
      throw new DataError("a column that was numeric in training holds text", {
        code: "W201",
        place: `${table.name}, column ${column.name}`,
        found: column.categories.slice(0, 3).join(", "),
      });
    rows.forEach((row, i) => {
      const value = column.values[row]!;
      const absent = Number.isNaN(value);
      out[i * width + at] = ((absent ? encoder.median : value) - encoder.mean) / encoder.deviation;
      if (encoder.indicator) out[i * width + at + 1] = absent ? 1 : 0;
    });
    at += encoder.indicator ? 2 : 1;
  }
  return out;
}

function encodeTargets(task: Task, target: Column, rows: Int32Array): Float32Array {
  if (task.kind === "regression" && target.kind === "numeric")
    return Float32Array.from(rows, (row) => (target.values[row]! - task.mean) / task.deviation);
  const { classes } = task as Extract<Task, { classes: readonly string[] }>;
  const codes = Array.from(rows, (row) => classes.indexOf(classOf(target, row)));
  if (task.kind === "binary") return Float32Array.from(codes);
  const out = new Float32Array(rows.length * classes.length);
  codes.forEach((code, i) => {
    out[i * classes.length + code] = 1;
  });
  return out;
}

/** The answers that a network's outputs stand for: class names, or numbers in the units of the target. */
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

import { ArgumentError, DataError } from "../util/errors.ts";
import { rowHashes } from "./checks/duplicates.ts";
import { categoryOf, type Fitted } from "./encoders/_encoder.ts";
import { encoders as all } from "./encoders/index.ts";
import { standardize } from "./scalers/standardize.ts";
import { splitRows } from "./split.ts";
import { type Column, columnOf, isAbsent, type Table } from "./table.ts";

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
  readonly encoders: readonly Fitted[];
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
  /** A column whose equal values stay on one side of the split: patients, sites; it is not learned from. */
  readonly group?: string;
  /** Encoders of columns, by name, where the usual one is not wanted. */
  readonly encoders?: Readonly<Record<string, string>>;
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

/**
 * Splits a table into training, validation and test rows (by class where there are classes; equal rows, or the rows of
 * a group, stay together), fits the encoders on
 * the training rows alone, and encodes all three. A function of the seed.
 */
export function prepare(table: Table, options: PrepareOptions): Prepared {
  const { seed = 0, validation = 0.15, test = 0.15 } = options;
  const target = columnOf(table, options.target);
  const known = Int32Array.from({ length: table.rowCount }, (_, i) => i).filter((row) => !isAbsent(target, row));
  if (known.length * 2 < table.rowCount)
    throw new DataError("the target is missing in most rows", { code: "E105", place: target.name });
  const task = taskOf(target, known);
  const group = options.group === undefined ? undefined : columnOf(table, options.group);
  const hashes = group === undefined ? rowHashes(table.columns, table.rowCount) : undefined;
  const parts = splitRows(known, {
    shares: [1 - validation - test, validation, test],
    seed,
    stratumOf: (row) => (task.kind === "regression" ? "" : categoryOf(target, row)!),
    // A row without a group stands for itself.
    blockOf: (row) => (group === undefined ? hashes![row]! : (categoryOf(group, row) ?? -1 - row)),
  });
  const [training, ...others] = parts as [Int32Array, Int32Array, Int32Array];
  const fitted = fit(table, task, [target, ...(group === undefined ? [] : [group])], training, options.encoders ?? {});
  const dataset = (rows: Int32Array): Dataset => ({
    rowCount: rows.length,
    rows,
    inputs: encodeInputs(table, fitted.encoders, rows),
    targets: encodeTargets(fitted.task, target, rows),
  });
  return { ...fitted, training: dataset(training), validation: dataset(others[0]), test: dataset(others[1]) };
}

/** The encoder that a column gets where none is asked for. */
function usualEncoder(column: Column): string {
  return { numeric: "standardize", categorical: "one-hot", date: "date-parts" }[column.kind];
}

/** Whether a column has at least two different values in some rows. */
function varies(column: Column, rows: Int32Array): boolean {
  const values = column.kind === "categorical" ? column.codes : column.values;
  const first = rows.find((row) => !isAbsent(column, row));
  return first !== undefined && rows.some((row) => !isAbsent(column, row) && values[row] !== values[first]);
}

/** Why a column cannot be learned from, or is not worth it. */
function reasonToDrop(column: Column, rows: Int32Array): string | undefined {
  if (!varies(column, rows)) return "the same in every training row";
  if (column.kind !== "categorical") return undefined;
  const seen = new Set(rows.map((row) => column.codes[row]!)).size;
  return seen > Math.max(50, rows.length / 2) ? `${seen} different texts: an identifier or free text` : undefined;
}

function fit(
  table: Table,
  task: Task,
  [target, ...others]: readonly [Column, ...Column[]],
  rows: Int32Array,
  asked: Readonly<Record<string, string>>,
): Preparation {
  const encoders: Fitted[] = [];
  const dropped: { column: string; reason: string }[] = [];
  for (const column of table.columns) {
    if (column === target || others.includes(column)) continue;
    const reason = reasonToDrop(column, rows);
    if (reason !== undefined) {
      dropped.push({ column: column.name, reason });
      continue;
    }
    const kind = Object.hasOwn(asked, column.name) ? asked[column.name]! : usualEncoder(column);
    const encoder = Object.hasOwn(all, kind) ? all[kind] : undefined;
    if (encoder === undefined || !encoder.takes.includes(column.kind))
      throw new ArgumentError(`the encoder ${kind} cannot be used`, {
        place: `column ${column.name}, ${column.kind}`,
        expected: Object.values(all)
          .filter(({ takes }) => takes.includes(column.kind))
          .map((one) => one.kind)
          .join(", "),
      });
    encoders.push(encoder.fit(column, rows));
  }
  if (encoders.length === 0)
    throw new DataError("no column is left to learn from", { code: "E106", place: table.name });
  if (task.kind !== "regression" || target.kind === "categorical") return { task, encoders, dropped };
  const { shift, scale } = standardize(Float64Array.from(rows, (row) => target.values[row]!));
  return { task: { ...task, mean: shift, deviation: scale }, encoders, dropped };
}

/** What each input is, for people. */
export function inputNames(encoders: readonly Fitted[]): string[] {
  return encoders.flatMap((fitted) => [...all[fitted.kind]!.inputs(fitted)]);
}

/** How many inputs the encoders give. */
export function inputCount(encoders: readonly Fitted[]): number {
  return inputNames(encoders).length;
}

/** Rows of a table as inputs; a category never seen in training gives all zeros. */
export function encodeInputs(table: Table, encoders: readonly Fitted[], rows: Int32Array): Float32Array {
  const width = inputCount(encoders);
  const out = new Float32Array(rows.length * width);
  let at = 0;
  for (const fitted of encoders) {
    const encoder = all[fitted.kind]!;
    const column = columnOf(table, fitted.column);
    if (!encoder.takes.includes(column.kind))
      throw new DataError(`a column holds something else than in training`, {
        code: "W201",
        place: `${table.name}, column ${column.name}`,
        expected: encoder.takes.join(" or "),
        found: column.kind === "categorical" ? `text: ${column.categories.slice(0, 3).join(", ")}` : column.kind,
      });
    for (let i = 0; i < rows.length; i++) encoder.write(fitted, column, rows[i]!, out, i * width + at);
    at += encoder.inputs(fitted).length;
  }
  return out;
}

function encodeTargets(task: Task, target: Column, rows: Int32Array): Float32Array {
  if (task.kind === "regression" && target.kind !== "categorical")
    return Float32Array.from(rows, (row) => (target.values[row]! - task.mean) / task.deviation);
  const { classes } = task as Extract<Task, { classes: readonly string[] }>;
  const codes = Array.from(rows, (row) => classes.indexOf(categoryOf(target, row)!));
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

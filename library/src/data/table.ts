import { closestMatch } from "leven";
import { type Finding, TableError } from "./findings.ts";
import type { ColumnReading } from "./readers/reading.ts";

/** A column of numbers; NaN where a cell is missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly name: string;
  readonly values: Float64Array;
}

/** A column of days or moments, in days since 1970-01-01 UTC; NaN where a cell is missing. */
export interface DateColumn {
  readonly kind: "date";
  readonly name: string;
  readonly values: Float64Array;
}

/** A column of categories; code −1 where a cell is missing. */
export interface CategoricalColumn {
  readonly kind: "categorical";
  readonly name: string;
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

export type Column = NumericColumn | DateColumn | CategoricalColumn;

/** What a column may be said to hold. */
export type ColumnKind = Column["kind"];

/** How the file was read. */
export interface Source {
  readonly encoding: string;
  readonly delimiter: string;
  readonly decimal: "." | ",";
}

/** A row that was left out because it has another number of cells than the header. */
export interface RejectedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Typed columns of one length. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly source: Source;
  /** Header and rows as they stand in the file, where that was asked for. */
  readonly cells?: readonly (readonly string[])[];
  /** The names of all columns in the file, also of those that were left out. */
  readonly header?: readonly string[];
  /** How the cells of each column were read: with it, another file is read in the same way. */
  readonly readings?: Readonly<Record<string, ColumnReading>>;
  /** Rows that were left out, where that was asked for; at most the first ten thousand. */
  readonly rejected?: readonly RejectedRow[];
  /** What was noticed while reading. */
  readonly findings: readonly Finding[];
  /** The line of the file on which a row begins, counted from 1. */
  readonly lineOf: (row: number) => number;
}

/** Whether a row has no value in a column. */
export function isAbsent(column: Column, row: number): boolean {
  return column.kind === "categorical" ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
}

/**
 * The column of a name.
 *
 * @param role what the column is for, as the option is called that names it.
 * @throws TableError E104 with the most similar name.
 */
export function columnOf(table: Table, name: string, role: string = "target"): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw noColumn(
    table.name,
    name,
    table.columns.map((column) => column.name),
    role,
  );
}

/** E104: there is no column of a name. */
export function noColumn(file: string, name: string, names: readonly string[], role: string): TableError {
  const shown = names.length <= 30 ? names : [...names.slice(0, 30), `… (${names.length} columns)`];
  const near = closestMatch(name, names);
  return new TableError(
    `there is no column "${name}"`,
    {
      code: "E104",
      kind: role,
      file,
      count: 1,
      of: names.length,
      example: name,
      found: name,
      expected: shown.join(", "),
      ...(near === undefined ? {} : { change: { [role]: near } }),
    },
    near === undefined ? undefined : `did you mean "${near}"?`,
  );
}

import { closest } from "fastest-levenshtein";
import { DataError } from "../util/errors.ts";
import type { Finding } from "./findings.ts";

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

/** Typed columns of one length. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly source: Source;
  /** Header and rows as they stand in the file, where that was asked for. */
  readonly cells?: readonly (readonly string[])[];
  /** What was noticed while reading. */
  readonly findings: readonly Finding[];
  /** The line of the file on which a row begins, counted from 1. */
  readonly lineOf: (row: number) => number;
}

/** Whether a row has no value in a column. */
export function isAbsent(column: Column, row: number): boolean {
  return column.kind === "categorical" ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
}

/** The column of a name. @throws DataError E104 with the most similar name. */
export function columnOf(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = table.columns.map((column) => column.name);
  const shown = names.length <= 30 ? names : [...names.slice(0, 30), `… (${names.length} columns)`];
  throw new DataError(`there is no column "${name}"`, {
    code: "E104",
    place: table.name,
    expected: `one of ${shown.join(", ")}`,
    ...(names.length === 0 ? {} : { remedy: `did you mean "${closest(name, names)}"?` }),
  });
}

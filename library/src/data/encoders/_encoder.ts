import type { Column } from "../table.ts";

/** An encoder fitted to a column: plain data, so that a model file can hold it. */
export interface Fitted {
  readonly kind: string;
  readonly column: string;
}

/** A way to turn one column into inputs. */
export interface Encoder<F extends Fitted = Fitted> {
  readonly kind: F["kind"];
  /** The kinds of columns that it takes. */
  readonly takes: readonly Column["kind"][];
  /** What it needs to know of the training rows, and of no others. */
  readonly fit: (column: Column, rows: Int32Array) => F;
  /** What each of its inputs is, for people. */
  readonly inputs: (fitted: F) => readonly string[];
  /** Writes a row's inputs at a place. */
  readonly write: (fitted: F, column: Column, row: number, out: Float32Array, at: number) => void;
}

/** Makes an encoder of its record. */
export function defineEncoder<F extends Fitted>(record: Encoder<F>): Encoder {
  return record as unknown as Encoder;
}

/** The numbers of a column in some rows, those that are there. */
export function presentNumbers(column: Column, rows: Int32Array): Float64Array {
  if (column.kind === "categorical") return new Float64Array(0);
  const { values } = column;
  const out = new Float64Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (!Number.isNaN(value)) out[count++] = value;
  }
  return out.subarray(0, count);
}

/** The category of a row as text; nothing where it is missing. A number counts as the category of its digits. */
export function categoryOf(column: Column, row: number): string | undefined {
  if (column.kind === "categorical") return column.categories[column.codes[row]!];
  const value = column.values[row]!;
  return Number.isNaN(value) ? undefined : String(value);
}

/** How often each category occurs in some rows, in the order of the categories. */
export function categoryCounts(column: Column, rows: Int32Array): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const category = categoryOf(column, row);
    if (category !== undefined) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const order = column.kind === "categorical" ? column.categories.filter((name) => counts.has(name)) : undefined;
  const names = order ?? [...counts.keys()].sort((a, b) => Number(a) - Number(b));
  return new Map(names.map((name) => [name, counts.get(name)!]));
}

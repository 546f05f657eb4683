import type { Column } from "../table.ts";

/** An encoder fitted to a column: plain data, so that a model file can hold it. */
export interface Fitted {
  readonly kind: string;
  readonly column: string;
}

/** What of a column training has seen: its categories, or from where to where its numbers lie. */
export type Seen =
  | { readonly kind: "categories"; readonly names: readonly string[] }
  | { readonly kind: "range"; readonly least: number; readonly most: number };

/** Where the inputs of a column stand: from `at`, the next row's `width` numbers on. */
export interface Place {
  readonly at: number;
  readonly width: number;
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
  /** What training has seen of the column. */
  readonly seen: (fitted: F) => Seen;
  /** Writes the inputs of some rows of a column. */
  readonly write: (fitted: F, column: Column, rows: Int32Array, out: Float32Array, place: Place) => void;
}

/** Makes an encoder of its record. */
export function defineEncoder<F extends Fitted>(record: Encoder<F>): Encoder {
  return record as unknown as Encoder;
}

/**
 * The place of every row's category among some names; −1 for any other, and where it is missing.
 *
 * Names are looked up once for each category, not for each row.
 */
export function categoryPlaces(column: Column, rows: Int32Array, names: readonly string[]): Int32Array {
  const places = new Map(names.map((name, place) => [name, place]));
  if (column.kind === "categorical") {
    const own = column.categories.map((name) => places.get(name) ?? -1);
    return rows.map((row) => own[column.codes[row]!] ?? -1);
  }
  return rows.map((row) => places.get(categoryOf(column, row) ?? "") ?? -1);
}

/** The numbers of a column, those that are there; only in some rows, where those are given. */
export function presentNumbers(column: Column, rows?: Int32Array): Float64Array {
  if (column.kind === "categorical") return new Float64Array(0);
  const { values } = column;
  const length = rows?.length ?? values.length;
  const out = new Float64Array(length);
  let count = 0;
  // A loop: the filter of an array takes ten times as long, and tables may be long.
  for (let i = 0; i < length; i++) {
    const value = values[rows === undefined ? i : rows[i]!]!;
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

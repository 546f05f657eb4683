import { closest } from "fastest-levenshtein";
import { DataError } from "../util/errors.ts";

/** A column of numbers; NaN where a cell is missing. */
export interface NumericColumn {
  readonly kind: "numeric";
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

export type Column = NumericColumn | CategoricalColumn;

/** Typed columns of one length. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rowCount: number;
}

const missing = new Set(["", "na", "n/a", "nan", "null", "?"]);
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Whether a cell says that its value is not known. */
export function isMissing(cell: string): boolean {
  return missing.has(cell.trim().toLowerCase());
}

/** A column of cells with its type found: numeric where every cell that is there is a number. */
export function inferColumn(name: string, cells: readonly string[]): Column {
  const present = cells.filter((cell) => !isMissing(cell));
  if (present.length > 0 && present.every((cell) => plainNumber.test(cell.trim())))
    return {
      kind: "numeric",
      name,
      values: Float64Array.from(cells, (cell) => (isMissing(cell) ? Number.NaN : Number(cell))),
    };
  const categories = [...new Set(present.map((cell) => cell.trim()))].sort();
  const codes = new Map(categories.map((category, code) => [category, code]));
  return {
    kind: "categorical",
    name,
    categories,
    codes: Int32Array.from(cells, (cell) => codes.get(cell.trim()) ?? -1),
  };
}

/** The column of a name. @throws DataError E104 with the most similar name. */
export function columnOf(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = table.columns.map((column) => column.name);
  throw new DataError(`there is no column "${name}"`, {
    code: "E104",
    place: table.name,
    expected: `one of ${names.join(", ")}`,
    ...(names.length === 0 ? {} : { remedy: `did you mean "${closest(name, names)}"?` }),
  });
}

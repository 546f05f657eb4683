import type { Column } from "../table.ts";
import { type Check, inputColumns, lengthOf } from "./_check.ts";

/** Columns of fewer rows than this are not suspected. */
const fewest = 20;

/** Names that people give to identifiers: `id`, `patient_id`, `customerId`, `编号`. */
const idName = /^(id|uuid|guid|nr|no\.?|index|row|编号|序号|学号|工号|身份证号?)$|[ _-](id|uuid|nr|no)$|[a-z]I[dD]$/i;

/**
 * How many different values a column has that looks like an identifier or free text; nothing where it does not: texts
 * that are mostly different, numbers that count the rows from 0 or 1, and whole numbers that are all different under a name such as
 * `id`.
 */
export function identifierOf(column: Column): number | undefined {
  const rowCount = lengthOf(column);
  if (rowCount < fewest || column.kind === "date") return undefined;
  if (column.kind === "categorical") {
    const { length } = column.categories;
    return length > Math.max(50, rowCount / 2) || length === rowCount ? length : undefined;
  }
  const { values } = column;
  const [first] = values;
  // Years and other measures may rise by one from row to row; what counts rows begins at 0 or 1.
  if ((first === 0 || first === 1) && values.every((value, row) => value === first + row)) return rowCount;
  if (!idName.test(column.name) || !values.every(Number.isInteger)) return undefined;
  return new Set(values).size === rowCount ? rowCount : undefined;
}

/** W208: identifiers and free texts; they are left out. */
export const identifiers: Check = (subject) =>
  inputColumns(subject).flatMap((column) => {
    const count = identifierOf(column);
    if (count === undefined) return [];
    const example = column.kind === "categorical" ? column.categories[0]! : String(column.values[0]);
    return [{ code: "W208", column: column.name, count, of: lengthOf(column), example }];
  });

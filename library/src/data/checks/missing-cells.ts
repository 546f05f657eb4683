import { quantileOf } from "../scalers/_scaler.ts";
import { isAbsent } from "../table.ts";
import { type Check, presentCount } from "./_check.ts";

/** W203: cells without a value; numbers get the median and an input that says so, categories none of their inputs. */
export const missingCells: Check = (table, target) =>
  table.columns.flatMap((column) => {
    const present = presentCount(column, table.rowCount);
    if (column === target || present === table.rowCount || present === 0) return [];
    const lines: number[] = [];
    for (let row = 0; row < table.rowCount && lines.length < 3; row++)
      if (isAbsent(column, row)) lines.push(table.lineOf(row));
    const known = column.kind === "numeric" ? column.values.filter((value) => !Number.isNaN(value)).sort() : undefined;
    const value = known === undefined ? undefined : { value: quantileOf(known, 0.5) };
    return [
      { code: "W203", column: column.name, count: table.rowCount - present, of: table.rowCount, lines, ...value },
    ];
  });

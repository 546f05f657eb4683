import { type Check, distinctCount } from "./_check.ts";

/** W202: a column that is the same in every row, or has no value at all, teaches nothing. */
export const constantColumns: Check = (table, target) =>
  table.columns.flatMap((column) => {
    if (column === target || distinctCount(column, table.rowCount, 1) > 1) return [];
    return [{ code: "W202", column: column.name, count: table.rowCount }];
  });

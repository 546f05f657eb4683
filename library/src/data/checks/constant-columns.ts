import { type Check, distinctCount, inputColumns } from "./_check.ts";

/** W202: a column that is the same in every row, or has no value at all, teaches nothing. */
export const constantColumns: Check = (subject) =>
  inputColumns(subject).flatMap((column) =>
    distinctCount(column, 1) > 1 ? [] : [{ code: "W202", column: column.name, count: subject.table.rowCount }],
  );

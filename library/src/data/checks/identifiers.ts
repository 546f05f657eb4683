import type { Check } from "./_check.ts";

/** W208: texts that are almost all different, an identifier or free text; numbers that count the rows. */
export const identifiers: Check = (table, target) =>
  table.columns.flatMap((column) => {
    if (column === target || table.rowCount < 3) return [];
    if (column.kind === "categorical") {
      const { categories } = column;
      if (categories.length <= Math.max(50, table.rowCount / 2) && categories.length < table.rowCount) return [];
      if (categories.length < 20) return [];
      return [
        { code: "W208", column: column.name, count: categories.length, of: table.rowCount, example: categories[0]! },
      ];
    }
    if (column.kind === "date") return [];
    const [first] = column.values;
    const counts = column.values.every((value, row) => value === first! + row);
    if (!counts || table.rowCount < 20) return [];
    return [{ code: "W208", column: column.name, count: table.rowCount, of: table.rowCount, example: String(first) }];
  });

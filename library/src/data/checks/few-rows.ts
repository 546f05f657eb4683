import { type Check, classNumbers, classSizes, isClasses } from "./_check.ts";

/** W205: fewer than ten rows of a class, or than five for each column: one split says little. */
export const fewRows: Check = (table, target) => {
  const columns = table.columns.length - (target === undefined ? 0 : 1);
  const sizes = target !== undefined && isClasses(target, table.rowCount) ? classSizes(classNumbers(target)) : [];
  const least = sizes.filter((size) => size > 0).reduce((a, b) => Math.min(a, b), Infinity);
  if (table.rowCount >= 5 * columns && least >= 10) return [];
  return [{ code: "W205", count: table.rowCount, of: columns, ...(least < 10 ? { value: least } : {}) }];
};

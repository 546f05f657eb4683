import { type Check, classNumbers, classSizes, inputColumns, isClasses } from "./_check.ts";

/** Fewer rows of a class than this, or than this for each column, are few. */
const [fewOfClass, fewForColumn] = [10, 5];

/** W205: fewer than ten rows of a class, or than five for each column: one split says little. */
export const fewRows: Check = (subject) => {
  const { table, targets, asked } = subject;
  const columns = inputColumns(subject).length;
  const sizes = targets.flatMap((target) =>
    isClasses(target, asked(target)) ? classSizes(classNumbers(target)).filter((size) => size > 0) : [],
  );
  const least = Math.min(...sizes, Infinity);
  if (least < fewOfClass) return [{ code: "W205", kind: "class", count: table.rowCount, value: least }];
  return table.rowCount < fewForColumn * columns
    ? [{ code: "W205", kind: "columns", count: table.rowCount, of: columns }]
    : [];
};

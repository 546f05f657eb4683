import { type Check, classNumbers, classSizes, isClasses } from "./_check.ts";

/** W204: the rarest class has less than a fifth of an even share: accuracy alone misleads. */
export const imbalance: Check = (table, target) => {
  if (target === undefined || !isClasses(target, table.rowCount)) return [];
  const sizes = classSizes(classNumbers(target)).filter((size) => size > 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const least = Math.min(...sizes);
  if (sizes.length < 2 || least >= (0.4 * total) / sizes.length) return [];
  return [{ code: "W204", column: target.name, count: least, of: total }];
};

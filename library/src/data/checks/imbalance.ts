import { type Check, classNumbers, classSizes, isClasses } from "./_check.ts";

/** Whether the rarest class has less than 40 % of an even share: of two classes, fewer than 20 % of the rows. */
export function areUneven(sizes: readonly number[]): boolean {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.length >= 2 && Math.min(...sizes) < (0.4 * total) / sizes.length;
}

/** W204: the rarest class has less than 40 % of an even share: accuracy alone misleads. */
export const imbalance: Check = ({ targets, asked }) =>
  targets.flatMap((target) => {
    if (!isClasses(target, asked(target))) return [];
    const sizes = classSizes(classNumbers(target)).filter((size) => size > 0);
    if (!areUneven(sizes)) return [];
    const of = sizes.reduce((sum, size) => sum + size, 0);
    return [{ code: "W204", column: target.name, count: Math.min(...sizes), of, change: { classWeights: "balanced" } }];
  });

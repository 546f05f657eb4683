import { isAbsent } from "../table.ts";
import { type Check, distinctCount, presentCount } from "./_check.ts";

/** E105 to E108: a target that is missing, constant, an identifier or a date, or has very many classes. */
export const targetChecks: Check = (table, target) => {
  if (target === undefined) return [];
  const { rowCount } = table;
  const column = target.name;
  const present = presentCount(target, rowCount);
  const lines: number[] = [];
  for (let row = 0; row < rowCount && lines.length < 3; row++) if (isAbsent(target, row)) lines.push(table.lineOf(row));
  const gaps =
    present === rowCount ? [] : [{ code: "E105" as const, column, count: rowCount - present, of: rowCount, lines }];
  const distinct = distinctCount(target, rowCount);
  if (distinct < 2) return [...gaps, { code: "E106", column, count: rowCount }];
  if (target.kind === "date") return [...gaps, { code: "E107", column, count: distinct, of: rowCount, value: "date" }];
  if (target.kind === "categorical") {
    const example = target.categories[0]!;
    if (distinct > present / 2 && distinct > 20)
      return [...gaps, { code: "E107", column, count: distinct, of: rowCount, example, value: "identifier" }];
    return distinct > 50 ? [...gaps, { code: "E108", column, count: distinct, of: rowCount, value: "many" }] : gaps;
  }
  const whole = target.values.every((value) => Number.isNaN(value) || Number.isInteger(value));
  if (whole && distinct > 2 && distinct <= 10)
    return [...gaps, { code: "E108", column, count: distinct, of: rowCount, value: "whole" }];
  return gaps;
};

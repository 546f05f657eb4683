import type { Finding } from "../findings.ts";
import { type Column, isAbsent, type Table } from "../table.ts";
import type { TaskKind } from "../task.ts";
import { distinctCount, lengthOf, mostNumericClasses } from "./_check.ts";

/** Texts with more classes than this are learned only where that is asked for. */
const mostClasses = 50;

/**
 * E105 to E108: a target that is missing, constant, an identifier or a date, or has very many classes.
 *
 * Those that nothing can be learned from say so (`stops`).
 */
export function targetFindings(target: Column, asked?: TaskKind, table?: Table): readonly Finding[] {
  const rowCount = lengthOf(target);
  const column = target.name;
  let absent = 0;
  const lines: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    if (!isAbsent(target, row)) continue;
    absent++;
    if (table !== undefined && lines.length < 3) lines.push(table.lineOf(row));
  }
  const present = rowCount - absent;
  const gaps: Finding[] =
    absent === 0
      ? []
      : [
          {
            code: "E105",
            column,
            count: absent,
            of: rowCount,
            ...(lines.length === 0 ? {} : { lines }),
            ...(absent * 2 > rowCount ? { stops: true as const } : {}),
          },
        ];
  const distinct = distinctCount(target);
  if (distinct < 2) return [...gaps, { code: "E106", column, count: rowCount, stops: true }];
  if (target.kind === "date")
    return [...gaps, { code: "E107", kind: "date", column, count: distinct, of: rowCount, stops: true }];
  if (target.kind === "categorical") {
    const example = target.categories[0]!;
    if (distinct > present / 2 && distinct > 20)
      return [
        ...gaps,
        { code: "E107", kind: "identifier", column, count: distinct, of: rowCount, example, stops: true },
      ];
    if (asked === "number")
      return [
        ...gaps,
        {
          code: "E108",
          kind: "text",
          column,
          count: distinct,
          of: rowCount,
          example,
          change: { task: "classes" },
          stops: true,
        },
      ];
    if (distinct <= mostClasses) return gaps;
    const many: Finding = {
      code: "E108",
      kind: "many",
      column,
      count: distinct,
      of: rowCount,
      change: { task: "classes" },
    };
    return [...gaps, asked === "classes" ? many : { ...many, stops: true }];
  }
  if (asked === "classes" && distinct > present / 2 && distinct > 20)
    return [
      ...gaps,
      { code: "E107", kind: "numbers", column, count: distinct, of: rowCount, change: { task: "number" }, stops: true },
    ];
  const whole = target.values.every((value) => Number.isNaN(value) || Number.isInteger(value));
  if (whole && distinct > 2 && distinct <= mostNumericClasses && asked === undefined)
    return [
      ...gaps,
      { code: "E108", kind: "whole", column, count: distinct, of: rowCount, change: { task: "number" } },
    ];
  return gaps;
}

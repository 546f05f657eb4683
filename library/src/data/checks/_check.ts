import type { Finding } from "../findings.ts";
import { type Column, isAbsent, type Table } from "../table.ts";
import type { TaskKind } from "../task.ts";

/** What is looked at: a table, and what is to be predicted from it. */
export interface Subject {
  readonly table: Table;
  readonly targets: readonly Column[];
  /** Columns that are neither targets nor inputs: groups, weights. */
  readonly aside: readonly Column[];
  /** What a target is taken for, where that was said. */
  readonly asked: (target: Column) => TaskKind | undefined;
}

/** One thing to look for in a table. */
export type Check = (subject: Subject) => readonly Finding[];

/** The columns that may be learned from. */
export function inputColumns({ table, targets, aside }: Subject): readonly Column[] {
  return table.columns.filter((column) => !targets.includes(column) && !aside.includes(column));
}

/** How many rows a column has. */
export function lengthOf(column: Column): number {
  return column.kind === "categorical" ? column.codes.length : column.values.length;
}

/** The rows of a column that have a value. */
export function presentCount(column: Column): number {
  const rowCount = lengthOf(column);
  let count = 0;
  for (let row = 0; row < rowCount; row++) if (!isAbsent(column, row)) count++;
  return count;
}

/** How many different values a column has, counted up to a limit. */
export function distinctCount(column: Column, limit: number = Infinity): number {
  if (column.kind === "categorical") return column.categories.length;
  const seen = new Set<number>();
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    seen.add(value);
    if (seen.size > limit) break;
  }
  return seen.size;
}

/** Numeric targets with at most this many different whole values are classes. */
export const mostNumericClasses = 10;

/** Whether a target stands for classes: texts, two different numbers, few different whole ones, or because it was said. */
export function isClasses(target: Column, asked?: TaskKind): boolean {
  if (target.kind === "categorical") return true;
  if (asked !== undefined) return asked === "classes";
  const distinct = distinctCount(target, mostNumericClasses);
  if (target.kind === "date" || distinct > mostNumericClasses) return false;
  return distinct <= 2 || target.values.every((value) => Number.isNaN(value) || Number.isInteger(value));
}

/** The class of every row as a number from 0; −1 where it is missing. */
export function classNumbers(column: Column): Int32Array {
  if (column.kind === "categorical") return column.codes;
  const numbers = new Map<number, number>();
  return Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1;
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return known;
  });
}

/** How many rows each class has. */
export function classSizes(classes: Int32Array): number[] {
  const sizes: number[] = [];
  for (const code of classes) if (code >= 0) sizes[code] = (sizes[code] ?? 0) + 1;
  return Array.from(sizes, (size) => size ?? 0);
}

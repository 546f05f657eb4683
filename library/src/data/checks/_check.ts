import type { Finding } from "../findings.ts";
import type { Column, Table } from "../table.ts";
import { isAbsent } from "../table.ts";

/** One thing to look for in a table. */
export type Check = (table: Table, target: Column | undefined) => readonly Finding[];

/** The rows of a column that have a value. */
export function presentCount(column: Column, rowCount: number): number {
  let count = 0;
  for (let row = 0; row < rowCount; row++) if (!isAbsent(column, row)) count++;
  return count;
}

/** How many different values a column has, counted up to a limit. */
export function distinctCount(column: Column, rowCount: number, limit: number = Infinity): number {
  if (column.kind === "categorical") return column.categories.length;
  const seen = new Set<number>();
  for (let row = 0; row < rowCount && seen.size <= limit; row++) {
    const value = column.values[row]!;
    if (!Number.isNaN(value)) seen.add(value);
  }
  return seen.size;
}

/** Whether a column of numbers or texts stands for classes: few different values, all whole where they are numbers. */
export function isClasses(column: Column, rowCount: number): boolean {
  if (column.kind === "categorical") return true;
  if (column.kind === "date" || distinctCount(column, rowCount, 20) > 20) return false;
  return column.values.every((value) => Number.isNaN(value) || Number.isInteger(value));
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

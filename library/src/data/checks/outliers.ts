import { quantileOf } from "../scalers/_scaler.ts";
import type { Check } from "./_check.ts";

/** How many distances of the quartiles from the median make a value an outlier worth telling. */
const far = 50;

/** W209: values that lie very far from all others stretch the scale of a column. */
export const outliers: Check = (table, target) =>
  table.columns.flatMap((column) => {
    if (column === target || column.kind !== "numeric") return [];
    const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
    if (sorted.length < 20) return [];
    const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantileOf(sorted, q)) as [number, number, number];
    const reach = far * (high - low);
    if (!(reach > 0)) return [];
    const lines: number[] = [];
    let count = 0;
    let example = 0;
    column.values.forEach((value, row) => {
      if (!(Math.abs(value - middle) > reach)) return;
      count++;
      if (count === 1) example = value;
      if (lines.length < 3) lines.push(table.lineOf(row));
    });
    if (count === 0) return [];
    return [
      { code: "W209", column: column.name, count, of: sorted.length, lines, example: String(example), value: middle },
    ];
  });

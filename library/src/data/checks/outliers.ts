import { presentNumbers } from "../encoders/_encoder.ts";
import { quantilesIn } from "../scalers/_selection.ts";
import { type Check, inputColumns } from "./_check.ts";

/** How many distances of the quartiles from the median make a value an outlier worth telling. */
const far = 50;

/** W209: values that lie very far from all others stretch the scale of a column. */
export const outliers: Check = (subject) => {
  const { table } = subject;
  return inputColumns(subject).flatMap((column) => {
    if (column.kind !== "numeric") return [];
    const present = presentNumbers(column);
    if (present.length < 20) return [];
    const [low, middle, high] = quantilesIn(present, [0.25, 0.5, 0.75]) as [number, number, number];
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
      { code: "W209", column: column.name, count, of: present.length, lines, example: String(example), value: middle },
    ];
  });
};

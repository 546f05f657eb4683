import { presentNumbers } from "../encoders/_encoder.ts";
import { quantilesIn } from "../scalers/_selection.ts";
import { isAbsent } from "../table.ts";
import { type Check, inputColumns, presentCount } from "./_check.ts";

/** W203: cells without a value; numbers get the median and an input that says so, categories none of their inputs. */
export const missingCells: Check = (subject) => {
  const { table } = subject;
  return inputColumns(subject).flatMap((column) => {
    const present = presentCount(column);
    if (present === table.rowCount || present === 0) return [];
    const lines: number[] = [];
    for (let row = 0; row < table.rowCount && lines.length < 3; row++)
      if (isAbsent(column, row)) lines.push(table.lineOf(row));
    const known = column.kind === "numeric" ? presentNumbers(column) : undefined;
    const value = known === undefined ? undefined : { value: quantilesIn(known, [0.5])[0]! };
    return [
      { code: "W203", column: column.name, count: table.rowCount - present, of: table.rowCount, lines, ...value },
    ];
  });
};

import type { Column } from "../table.ts";
import type { Check } from "./_check.ts";

const mix = (hash: number, word: number): number => {
  const next = Math.imul(hash ^ word, 0x85ebca6b);
  return next ^ (next >>> 13);
};

/** 52 bits for every row that depend on all its cells: equal rows have equal numbers. */
export function rowHashes(columns: readonly Column[], rowCount: number): Float64Array {
  const [low, high] = [new Int32Array(rowCount), new Int32Array(rowCount).fill(0x9e3779b9)];
  const float = new Float64Array(1);
  const words = new Int32Array(float.buffer);
  for (const column of columns)
    for (let row = 0; row < rowCount; row++) {
      float[0] = column.kind === "categorical" ? column.codes[row]! : column.values[row]!;
      low[row] = mix(mix(low[row]!, words[0]!), words[1]!);
      high[row] = mix(mix(high[row]!, words[1]! + 1), words[0]!);
    }
  return Float64Array.from(low, (word, row) => (word >>> 0) * 2 ** 20 + (high[row]! >>> 12));
}

/** W206: rows that stand there more than once; they stay on one side of a split. */
export const duplicates: Check = ({ table }) => {
  const hashes = rowHashes(table.columns, table.rowCount);
  const seen = new Set<number>();
  const lines: number[] = [];
  let count = 0;
  hashes.forEach((hash, row) => {
    if (!seen.has(hash)) return void seen.add(hash);
    count++;
    if (lines.length < 3) lines.push(table.lineOf(row));
  });
  return count === 0 ? [] : [{ code: "W206", count, of: table.rowCount, lines }];
};

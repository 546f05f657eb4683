import type { Fitted } from "./encoders/_encoder.ts";
import { encoders as all } from "./encoders/index.ts";
import { TableError } from "./findings.ts";
import { columnOf, type Table } from "./table.ts";

/** What each input is, for people. */
export function inputNames(encoders: readonly Fitted[]): string[] {
  return encoders.flatMap((fitted) => [...all[fitted.kind]!.inputs(fitted)]);
}

/** How many inputs the encoders give. */
export function inputCount(encoders: readonly Fitted[]): number {
  return inputNames(encoders).length;
}

/** The inputs that one column has become: from which, and how many. */
export interface InputBlock {
  readonly column: string;
  readonly at: number;
  readonly width: number;
}

/** The inputs of each column, side by side in the order of the encoders. */
export function inputBlocks(encoders: readonly Fitted[]): readonly InputBlock[] {
  let at = 0;
  return encoders.map((fitted) => {
    const block = { column: fitted.column, at, width: all[fitted.kind]!.inputs(fitted).length };
    at += block.width;
    return block;
  });
}

/** Rows of a table as inputs; a category never seen in training gives all zeros. */
export function encodeInputs(table: Table, encoders: readonly Fitted[], rows: Int32Array): Float32Array {
  const blocks = inputBlocks(encoders);
  const width = blocks.reduce((sum, block) => sum + block.width, 0);
  const out = new Float32Array(rows.length * width);
  encoders.forEach((fitted, k) => {
    const encoder = all[fitted.kind]!;
    const column = columnOf(table, fitted.column);
    if (!encoder.takes.includes(column.kind))
      throw new TableError("a column holds something else than in training", {
        code: "W201",
        kind: "changed",
        file: table.name,
        column: column.name,
        count: table.rowCount,
        expected: encoder.takes.join(" or "),
        found: column.kind === "categorical" ? `text: ${column.categories.slice(0, 3).join(", ")}` : column.kind,
        change: { types: `${column.name}=${encoder.takes[0]}` },
      });
    const { at } = blocks[k]!;
    encoder.write(fitted, column, rows, out, { at, width });
  });
  return out;
}

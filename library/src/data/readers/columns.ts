import { CategoryCells } from "./category-cells.ts";
import type { ColumnCells, Finished } from "./column-cells.ts";
import { DateCells } from "./date-cells.ts";
import { NumberCells } from "./number-cells.ts";
import { type AskedKind, askedReading, type ColumnReading, decide } from "./reading.ts";

/** How many rows, and how many cells of a table, are looked at before the kinds of its columns are settled. */
const [sampleRows, fewestRows, sampleCells] = [10_000, 200, 2_000_000];

/** How many rows of a table with so many columns are looked at. */
export function sampleLength(columnCount: number): number {
  return Math.min(sampleRows, Math.max(fewestRows, Math.floor(sampleCells / Math.max(1, columnCount))));
}

/** A column under way: cells come in one after the other; how they are read is settled by the first of them. */
export class ColumnBuilder {
  readonly name: string;
  private readonly decimal: "." | ",";
  private readonly asked: ColumnReading | undefined;
  private readonly sample: number;
  private settled: ColumnCells | undefined;
  private waiting: string[] = [];
  private waitingLines: number[] = [];

  constructor(name: string, decimal: "." | ",", sample: number, asked?: AskedKind) {
    this.name = name;
    this.decimal = decimal;
    this.sample = sample;
    this.asked = asked === undefined ? undefined : askedReading(asked);
    if (this.asked?.kind === "categorical") this.settle();
  }

  push(cell: string, line: number): void {
    if (this.settled !== undefined) return this.settled.push(cell, line);
    this.waiting.push(cell);
    this.waitingLines.push(line);
    if (this.waiting.length >= this.sample) this.settle();
  }

  pushPlace(text: string, from: number, to: number, line: number): void {
    if (this.settled !== undefined) this.settled.pushPlace(text, from, to, line);
    else this.push(text.slice(from, to), line);
  }

  private settle(): ColumnCells {
    const decision = decide(this.waiting, this.decimal, this.asked);
    const { reading, rule, note, whole = false } = decision;
    const settled: ColumnCells =
      reading.kind === "categorical"
        ? new CategoryCells(note)
        : reading.kind === "date"
          ? new DateCells(decision)
          : new NumberCells(
              reading,
              this.decimal,
              rule,
              whole ? (...late) => this.becomeIdentifiers(...late) : undefined,
            );
    this.settled = settled;
    const [cells, lines] = [this.waiting, this.waitingLines];
    this.waiting = [];
    this.waitingLines = [];
    cells.forEach((cell, i) => settled.push(cell, lines[i]!));
    return settled;
  }

  /** Turns whole numbers into categories, where one such as `007` shows late that they are identifiers. */
  private becomeIdentifiers(values: Float64Array, cell: string, line: number): boolean {
    if (!values.every((value) => Number.isNaN(value) || Number.isSafeInteger(value))) return false;
    const categories = new CategoryCells("leading zeros");
    // The text of a whole number is known again; its line is not asked for, as it has no leading zero.
    for (const value of values) categories.push(Number.isNaN(value) ? "" : String(value), 0);
    categories.push(cell, line);
    this.settled = categories;
    return true;
  }

  /** The finished column, how it was read, and what was noticed about its cells. */
  finish(): Finished {
    return (this.settled ?? this.settle()).finish(this.name);
  }
}

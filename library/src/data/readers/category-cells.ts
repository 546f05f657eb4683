import { hasLeadingZero, isMissing } from "./cells.ts";
import type { ColumnCells, Finished } from "./column-cells.ts";
import { datePartsOf, orderOf } from "./dates.ts";
import { growingCodes } from "./growing.ts";
import { Noticed, ownText } from "./noticed.ts";
import type { Decision } from "./reading.ts";

/** Categories: every different text gets a code. */
export class CategoryCells implements ColumnCells {
  private readonly note: Decision["note"];
  private readonly seen: string[] = [];
  /** Codes of texts as they stand in the file, with spaces around them; those of missing ones are −1. */
  private readonly known = new Map<string, number>();
  private readonly codes = growingCodes();
  private readonly noted = new Noticed();

  constructor(note?: Decision["note"]) {
    this.note = note;
  }

  push(cell: string, line: number): void {
    const code = this.known.get(cell) ?? this.learn(cell);
    this.codes.push(code);
    if (this.note === undefined || code < 0) return;
    if (this.note === "leading zeros" ? hasLeadingZero(cell) : orderIsTold(cell)) this.noted.add(cell, line);
  }

  pushPlace(text: string, from: number, to: number, line: number): void {
    this.push(text.slice(from, to), line);
  }

  private learn(cell: string): number {
    const own = ownText(cell);
    const text = own.trim();
    let code = isMissing(cell) ? -1 : this.known.get(text);
    if (code === undefined) {
      code = this.seen.length;
      this.seen.push(text);
      this.known.set(text, code);
    }
    this.known.set(own, code);
    return code;
  }

  finish(name: string): Finished {
    // Categories in order, whatever the order of rows: the same table gives the same inputs.
    const categories = [...this.seen].sort();
    const place = new Map(categories.map((category, code) => [category, code]));
    const moved = this.seen.map((category) => place.get(category)!);
    const codes = this.codes.joined();
    for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) codes[row] = moved[codes[row]!]!;
    return {
      column: { kind: "categorical", name, codes, categories },
      reading: { kind: "categorical" },
      findings: this.note === undefined ? [] : this.noted.finding(name, codes.length, this.note),
    };
  }
}

const orderIsTold = (cell: string): boolean => {
  const parts = datePartsOf(cell);
  return parts !== undefined && orderOf(parts) !== undefined;
};

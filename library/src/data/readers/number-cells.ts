import { hasLeadingZero, isMissing, numberAt, numberOf } from "./cells.ts";
import type { ColumnCells, Finished } from "./column-cells.ts";
import { growingNumbers } from "./growing.ts";
import { Noticed } from "./noticed.ts";
import type { ColumnReading, Decision } from "./reading.ts";
import { writtenNumber } from "./written-numbers.ts";

type NumericReading = Extract<ColumnReading, { kind: "numeric" }>;

/** Numbers, plain or in the style of the column. */
export class NumberCells implements ColumnCells {
  private readonly reading: NumericReading;
  private readonly rule: Decision["rule"];
  private readonly decimal: "." | ",";
  private readonly decimalCode: number;
  private readonly numbers = growingNumbers();
  private readonly bad = new Noticed();
  private readonly written = new Noticed();
  private readonly zeros = new Noticed();
  private identifiers: ((values: Float64Array, cell: string, line: number) => boolean) | undefined;

  /**
   * @param rule what is said about the style.
   * @param identifiers is called with all numbers so far when a cell such as `007` comes, which is no number; it tells
   *   whether they have become categories, that cell included.
   */
  constructor(
    reading: NumericReading,
    decimal: "." | ",",
    rule: Decision["rule"],
    identifiers?: (values: Float64Array, cell: string, line: number) => boolean,
  ) {
    this.reading = reading;
    this.rule = rule;
    this.decimal = decimal;
    this.identifiers = identifiers;
    this.decimalCode = decimal.charCodeAt(0);
  }

  push(cell: string, line: number): void {
    const { style } = this.reading;
    if (style === undefined) {
      const quick = numberAt(cell, 0, cell.length, this.decimalCode);
      if (!Number.isNaN(quick)) return this.numbers.push(quick);
    }
    if (isMissing(cell)) return this.numbers.push(Number.NaN);
    const zero = style === undefined && hasLeadingZero(cell);
    if (zero && this.identifiers !== undefined) {
      if (this.identifiers(this.numbers.values(), cell, line)) return;
      // Numbers with decimals stay numbers: there is no need to ask again.
      this.identifiers = undefined;
    }
    const plain = numberOf(cell, this.decimal);
    const value = style === undefined ? plain : writtenNumber(cell, style);
    this.numbers.push(value);
    if (Number.isNaN(value)) this.bad.add(cell, line);
    else if (value !== plain) this.written.add(cell, line);
    else if (zero) this.zeros.add(cell, line);
  }

  pushPlace(text: string, from: number, to: number, line: number): void {
    if (from === to) return this.numbers.push(Number.NaN);
    if (this.reading.style === undefined) {
      const quick = numberAt(text, from, to, this.decimalCode);
      if (!Number.isNaN(quick)) return this.numbers.push(quick);
    }
    this.push(text.slice(from, to), line);
  }

  finish(name: string): Finished {
    const values = this.numbers.joined();
    const of = values.length;
    return {
      column: { kind: "numeric", name, values },
      reading: this.reading,
      findings: [
        ...this.written.finding(name, of, "written", this.rule),
        ...this.bad.finding(name, of, "text", { expected: "number" }),
        ...this.zeros.finding(name, of, "leading zeros", { value: "numeric" }),
      ],
    };
  }
}

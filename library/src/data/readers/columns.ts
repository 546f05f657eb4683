import type { Finding } from "../findings.ts";
import type { Column, ColumnKind } from "../table.ts";
import { dateOf, isMissing, looksNumeric, numberOf } from "./cells.ts";

/** How many rows are looked at before a column's kind is settled. */
export const sampleRows = 10_000;
/** The share of present cells that must be numbers (or dates) for a column to be read as such. */
const majority = 0.9;

/** Numbers that grow: memory is doubled when it is full. */
class Growing {
  values: Float64Array = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }
}

/** A column under way: cells come in one after the other; its kind is settled by the first of them. */
export class ColumnBuilder {
  readonly name: string;
  private readonly decimal: "." | ",";
  private kind: ColumnKind | undefined;
  private waiting: string[] = [];
  private waitingLines: number[] = [];
  private readonly numbers = new Growing();
  private readonly codes = new Map<string, number>();
  private readonly bad: { count: number; lines: number[]; example: string } = { count: 0, lines: [], example: "" };

  constructor(name: string, decimal: "." | ",", kind?: ColumnKind) {
    this.name = name;
    this.decimal = decimal;
    this.kind = kind;
  }

  push(cell: string, line: number): void {
    if (this.kind !== undefined) return this.add(cell, line);
    this.waiting.push(cell);
    this.waitingLines.push(line);
    if (this.waiting.length >= sampleRows) this.settle();
  }

  private settle(): void {
    this.kind = kindOf(this.waiting, this.decimal);
    const [cells, lines] = [this.waiting, this.waitingLines];
    this.waiting = [];
    this.waitingLines = [];
    cells.forEach((cell, i) => this.add(cell, lines[i]!));
  }

  private add(cell: string, line: number): void {
    if (this.kind === "categorical") {
      if (isMissing(cell)) return this.numbers.push(-1);
      const text = cell.trim();
      let code = this.codes.get(text);
      if (code === undefined) {
        code = this.codes.size;
        this.codes.set(text, code);
      }
      return this.numbers.push(code);
    }
    // The short way for almost every cell: a plain number that JavaScript reads as it stands.
    const quick = this.kind === "numeric" && this.decimal === "." ? +cell : Number.NaN;
    if (quick > 0 && quick < 1e300 && cell.charCodeAt(1) !== 120) return this.numbers.push(quick);
    const value = isMissing(cell) ? Number.NaN : this.kind === "date" ? dateOf(cell) : numberOf(cell, this.decimal);
    this.numbers.push(value);
    if (!Number.isNaN(value) || isMissing(cell)) return;
    this.bad.count++;
    if (this.bad.count === 1) this.bad.example = cell.trim().slice(0, 40);
    if (this.bad.lines.length < 3) this.bad.lines.push(line);
  }

  /** The finished column, and what was noticed about its cells. */
  finish(): { readonly column: Column; readonly findings: readonly Finding[] } {
    if (this.kind === undefined) this.settle();
    const { name } = this;
    const values = this.numbers.values.slice(0, this.numbers.length);
    if (this.kind === "categorical") {
      // Categories in order, whatever the order of rows: the same table gives the same inputs.
      const seen = [...this.codes.keys()];
      const categories = [...seen].sort();
      const place = new Map(categories.map((category, code) => [category, code]));
      const moved = seen.map((category) => place.get(category)!);
      const codes = Int32Array.from(values, (code) => (code < 0 ? -1 : moved[code]!));
      return { column: { kind: "categorical", name, codes, categories }, findings: [] };
    }
    const { count, lines, example } = this.bad;
    const findings: Finding[] =
      count === 0 ? [] : [{ code: "W201", column: name, count, of: values.length, lines, example }];
    return { column: { kind: this.kind!, name, values }, findings };
  }
}

/** What the cells of a column are: numbers or dates where almost all are, else categories. */
export function kindOf(cells: readonly string[], decimal: "." | ","): ColumnKind {
  const present = cells.filter((cell) => !isMissing(cell));
  if (present.length === 0) return "numeric";
  const numbers = present.filter((cell) => !Number.isNaN(numberOf(cell, decimal))).length;
  if (numbers === present.length) return "numeric";
  const readable = present.filter((cell) => !Number.isNaN(numberOf(cell, decimal)) || looksNumeric(cell)).length;
  if (numbers >= majority * present.length && (readable === present.length || present.length >= 20)) return "numeric";
  const dates = present.filter((cell) => !Number.isNaN(dateOf(cell))).length;
  return dates >= majority * present.length ? "date" : "categorical";
}

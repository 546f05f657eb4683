import Papa from "papaparse";
import { type Finding, TableError } from "../findings.ts";
import type { RejectedRow } from "../table.ts";
import { type Dialect, lineEndOf, sniffDialect } from "./dialect.ts";
import { ownText } from "./noticed.ts";

/** The most characters that a row may have: a file without line ends must not fill the memory. */
const longestRow = 1 << 24;
/** How many characters are looked at to find the dialect. */
const headLength = 1 << 18;
/** How many rows that are left out are kept in memory. */
const mostRejected = 10_000;

/** How text is cut into rows. */
export interface RowOptions extends Partial<Dialect> {
  /** Whether rows that do not fit the header are left out and counted, instead of refused. */
  readonly skipBad?: boolean;
}

/** What takes the rows of a text. */
export interface RowSink {
  /** The header comes first, once, with how the text is cut. */
  start(header: readonly string[], dialect: Dialect): void;
  row(cells: string[], line: number): void;
  /** The same for cells that are places in a text: the first begins at `start`, each ends before its `ends[i]`. */
  places?(text: string, start: number, ends: Int32Array, line: number): void;
}

/** Cuts pieces of text into rows: `push` them one after the other, then `finish`. Only one piece is in memory at a time. */
export class RowReader {
  private readonly name: string;
  private readonly options: RowOptions;
  private readonly sink: RowSink;
  private rest = "";
  /** How much text must have gathered before it is worth looking for the end of a long row again. */
  private wanted = headLength;
  private dialect: Dialect | undefined;
  private lineEnd: "\n" | "\r" = "\n";
  private header: readonly string[] | undefined;
  private line = 1;
  private ends = new Int32Array(64);
  rowCount = 0;
  /** Rows that do not fit the header: all counted, the first kept. */
  rejectedCount = 0;
  readonly rejected: RejectedRow[] = [];

  constructor(name: string, options: RowOptions, sink: RowSink) {
    this.name = name;
    this.options = options;
    this.sink = sink;
  }

  /** @throws TableError E103 for quotes that do not close, rows that are too long, doubled names. */
  push(text: string): void {
    this.rest += text;
    if (this.rest.length >= this.wanted) this.read(false);
  }

  /** @throws TableError E101 where there are no rows, E103 as push and for rows that differ in length. */
  finish(): void {
    this.read(true);
    if (this.header === undefined || (this.rowCount === 0 && this.rejectedCount === 0)) {
      const found = this.header === undefined ? "nothing" : "a header line only";
      const kind = this.header === undefined ? "empty" : "header only";
      const expected = "a header line and rows";
      throw new TableError("the table has no rows", { code: "E101", kind, file: this.name, count: 1, expected, found });
    }
    if (this.rejectedCount > 0 && (this.options.skipBad !== true || this.rowCount === 0)) throw this.ragged();
  }

  /** The finding for rows that do not fit the header, refused or left out. */
  raggedRows(): Finding {
    const { header = [], name, rejectedCount, rowCount } = this;
    const first = this.rejected.slice(0, 3);
    return {
      code: "E103",
      kind: "ragged",
      file: name,
      lines: first.map(({ line }) => line),
      count: rejectedCount,
      of: rejectedCount + rowCount,
      expected: String(header.length),
      found: first.map(({ cells }) => cells.length).join(", "),
      ...(this.options.skipBad === true ? {} : { change: { skipBad: true } }),
    };
  }

  /** E103 for the rows that do not fit the header. */
  ragged(): TableError {
    return new TableError(
      `${this.rejectedCount} rows have another number of cells than the header`,
      this.raggedRows(),
      `mend these lines, or quote cells that hold the delimiter${this.options.skipBad === true ? "" : ", or leave them out with skipBad"}`,
    );
  }

  private read(last: boolean): void {
    if (this.dialect === undefined) {
      this.dialect = sniffDialect(this.rest, this.options);
      this.lineEnd = lineEndOf(this.rest);
    }
    const { rest, dialect } = this;
    const taken = rest.includes('"') || dialect.delimiter.length !== 1 ? this.quoted(last) : this.plain(last);
    this.rest = rest.slice(taken);
    if (!last && this.rest.length > longestRow)
      throw new TableError(
        "a row is longer than 16 million characters",
        { code: "E103", kind: "long row", file: this.name, lines: [this.line], count: 1 },
        "check that the file has line ends and that its quotes are closed",
      );
    this.wanted = Math.min(2 * this.rest.length, longestRow + 1);
  }

  /** Text without quotes: one look at every character. Gives how much of it was taken. */
  private plain(last: boolean): number {
    const { rest: text } = this;
    const delimiter = this.dialect!.delimiter.charCodeAt(0);
    const lineEnd = this.lineEnd.charCodeAt(0);
    let [start, count] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== delimiter && code !== lineEnd) continue;
      if (count + 2 > this.ends.length) this.widen();
      this.ends[count++] = at;
      if (code === delimiter) continue;
      if (at > start && text.charCodeAt(at - 1) === 13) this.ends[count - 1] = at - 1;
      if (count > 1 || this.ends[0]! > start) this.places(text, start, count);
      this.line++;
      start = at + 1;
      count = 0;
    }
    if (!last || start === text.length) return start;
    this.ends[count++] = text.endsWith("\r") ? text.length - 1 : text.length;
    this.places(text, start, count);
    return text.length;
  }

  private widen(): void {
    const wider = new Int32Array(this.ends.length * 2);
    wider.set(this.ends);
    this.ends = wider;
  }

  private places(text: string, start: number, count: number): void {
    const { header, ends, sink } = this;
    if (header?.length !== count || sink.places === undefined) {
      const cells = Array.from({ length: count }, (_, i) => text.slice(i === 0 ? start : ends[i - 1]! + 1, ends[i]));
      return this.row(cells);
    }
    if (count === 1 && text.slice(start, ends[0]).trim() === "") return;
    this.rowCount++;
    sink.places(text, start, ends, this.line);
  }

  /** Text with quotes. Gives how much of it was taken. */
  private quoted(last: boolean): number {
    const { rest, lineEnd } = this;
    const parser = new Papa.Parser({ delimiter: this.dialect!.delimiter, newline: lineEnd });
    const { data, errors, meta } = parser.parse(rest, 0, !last) as Papa.ParseResult<string[]>;
    const broken = errors.find(({ type }) => type === "Quotes")?.row ?? Number.POSITIVE_INFINITY;
    data.forEach((cells, i) => {
      if (i >= broken) throw this.openQuotes();
      const end = cells.length - 1;
      if (cells[end]!.endsWith("\r")) cells[end] = cells[end]!.slice(0, -1);
      this.row(cells);
      this.line += 1 + lineEndsIn(cells, lineEnd);
    });
    if (last && broken !== Number.POSITIVE_INFINITY) throw this.openQuotes();
    return last ? rest.length : meta.cursor;
  }

  private openQuotes(): TableError {
    return new TableError(
      "a quoted cell is not closed, or text follows its end",
      { code: "E103", kind: "open quotes", file: this.name, lines: [this.line], count: 1 },
      "close the quotes, and write a quote inside a cell twice",
    );
  }

  private row(cells: string[]): void {
    if (cells.length === 1 && cells[0]!.trim() === "") return;
    if (this.header === undefined) return this.start(cells);
    if (cells.length === this.header.length) {
      this.rowCount++;
      return this.sink.row(cells, this.line);
    }
    this.rejectedCount++;
    if (this.rejected.length < mostRejected) this.rejected.push({ line: this.line, cells: cells.map(ownText) });
  }

  private start(cells: readonly string[]): void {
    const header = cells.map((cell) => ownText(cell.trim()));
    const seen = new Set<string>();
    for (const name of header) {
      if (!seen.has(name)) {
        seen.add(name);
        continue;
      }
      throw new TableError(
        name === "" ? "two columns have no name" : `two columns are named "${name}"`,
        { code: "E103", kind: "doubled names", file: this.name, lines: [this.line], count: 2, example: name },
        "give every column a name of its own in the header line",
      );
    }
    this.header = header;
    this.sink.start(header, this.dialect!);
  }
}

/** How many line ends stand inside the cells of a row. */
function lineEndsIn(row: readonly string[], lineEnd: string): number {
  let count = 0;
  for (const cell of row) for (let at = cell.indexOf(lineEnd); at >= 0; at = cell.indexOf(lineEnd, at + 1)) count++;
  return count;
}

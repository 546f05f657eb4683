import type { Finding } from "../findings.ts";
import { noColumn, type Table } from "../table.ts";
import { ColumnBuilder, sampleLength } from "./columns.ts";
import { encodingOf, encodingsFor, StrictDecoder } from "./decode.ts";
import type { Dialect } from "./dialect.ts";
import type { AskedKind, ColumnReading } from "./reading.ts";
import { type RowOptions, RowReader, type RowSink } from "./rows.ts";

/** How a table is read, where it should not be found out. */
export interface CsvOptions extends RowOptions {
  readonly encoding?: string;
  /** Kinds of columns, by name, or how exactly their cells are read, as `readings` of a table tells. */
  readonly types?: Readonly<Record<string, AskedKind>>;
  /** How the columns of another table were read: those that are here are read in the same way. */
  readonly like?: Readonly<Record<string, ColumnReading>>;
  /** Columns that are left out. */
  readonly ignore?: readonly string[];
  /** Whether the cells are kept as they stand in the file, for writing them again. */
  readonly keepCells?: boolean;
}

/** A record's own value of a name that comes from a file. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/**
 * Reads a table from pieces of text: comma-separated or otherwise, with a header line.
 *
 * `push` the text piece by piece, then `finish`. Only the typed columns and one piece are in memory at a time.
 */
export class CsvReader implements RowSink {
  private readonly name: string;
  private readonly options: CsvOptions;
  private readonly encoding: string;
  private readonly rows: RowReader;
  private dialect: Dialect | undefined;
  private header: readonly string[] = [];
  private builders: (ColumnBuilder | undefined)[] = [];
  private readonly cells: string[][] = [];
  private rowCount = 0;
  /** Row and line wherever a row does not begin on the line after the last one. */
  private readonly jumps: { readonly rows: number[]; readonly lines: number[] } = { rows: [], lines: [] };
  private nextLine = 0;

  constructor(name: string, options: CsvOptions = {}, encoding = "utf-8") {
    this.name = name;
    this.options = options;
    this.encoding = encoding;
    this.rows = new RowReader(name, options, this);
  }

  /** @throws TableError as RowReader, and E104 for columns that are asked for and not there. */
  push(text: string): void {
    this.rows.push(text);
  }

  start(header: readonly string[], dialect: Dialect): void {
    const { ignore = [], types = {}, like = {} } = this.options;
    for (const name of ignore) if (!header.includes(name)) throw noColumn(this.name, name, header, "ignore");
    for (const name of Object.keys(types)) if (!header.includes(name)) throw noColumn(this.name, name, header, "types");
    this.header = header;
    this.dialect = dialect;
    const sample = sampleLength(header.length);
    this.builders = header.map((name) =>
      ignore.includes(name)
        ? undefined
        : new ColumnBuilder(name, dialect.decimal, sample, own(types, name) ?? own(like, name)),
    );
  }

  row(cells: string[], line: number): void {
    this.next(line);
    if (this.options.keepCells === true) this.cells.push(cells);
    for (let i = 0; i < cells.length; i++) this.builders[i]?.push(cells[i]!, line);
  }

  places(text: string, start: number, ends: Int32Array, line: number): void {
    const { builders } = this;
    if (this.options.keepCells === true)
      return this.row(
        builders.map((_, i) => text.slice(i === 0 ? start : ends[i - 1]! + 1, ends[i])),
        line,
      );
    this.next(line);
    let from = start;
    for (let i = 0; i < builders.length; i++) {
      const to = ends[i]!;
      builders[i]?.pushPlace(text, from, to, line);
      from = to + 1;
    }
  }

  private next(line: number): void {
    if (line !== this.nextLine) {
      this.jumps.rows.push(this.rowCount);
      this.jumps.lines.push(line);
    }
    this.nextLine = line + 1;
    this.rowCount++;
  }

  /** The table. @throws TableError E101 where there are no rows, E103 where rows differ in length. */
  finish(): Table {
    this.rows.finish();
    const { header, rows, jumps } = this;
    const finished = this.builders.flatMap((builder) => builder?.finish() ?? []);
    const skipped: readonly Finding[] = rows.rejectedCount === 0 ? [] : [{ ...rows.raggedRows(), value: "left out" }];
    return {
      name: this.name,
      rowCount: this.rowCount,
      columns: finished.map(({ column }) => column),
      header,
      readings: Object.fromEntries(finished.map(({ column, reading }) => [column.name, reading])),
      findings: [...skipped, ...finished.flatMap(({ findings }) => findings)],
      rejected: rows.rejected,
      ...(this.options.keepCells === true ? { cells: [header, ...this.cells] } : {}),
      source: { encoding: this.encoding, ...this.dialect! },
      lineOf: (row) => {
        let [low, high] = [0, jumps.rows.length - 1];
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (jumps.rows[middle]! <= row) low = middle;
          else high = middle - 1;
        }
        return jumps.lines[low]! + row - jumps.rows[low]!;
      },
    };
  }
}

/** Bytes that are decoded at once. */
const pieceBytes = 1 << 20;

/** Reads a table from text or bytes that are in memory. @throws TableError as CsvReader, and E102 for unreadable bytes. */
export function parseCsv(source: string | Uint8Array, name = "the table", options: CsvOptions = {}): Table {
  if (typeof source === "string") {
    const reader = new CsvReader(name, options);
    reader.push(source.startsWith("\uFEFF") ? source.slice(1) : source);
    return reader.finish();
  }
  const encodings = encodingsFor(source, name, options.encoding);
  const encoding = encodings.length === 1 ? encodings[0]! : encodingOf(source, encodings, name, true);
  const reader = new CsvReader(name, options, encoding);
  const decoder = new StrictDecoder(encoding, name, encodings);
  for (let at = 0; at < source.length; at += pieceBytes)
    reader.push(decoder.decode(source.subarray(at, at + pieceBytes), at + pieceBytes >= source.length));
  return reader.finish();
}

import Papa from "papaparse";
import { DataError } from "../../util/errors.ts";
import type { ColumnKind, Table } from "../table.ts";
import { lineEndOf } from "./cells.ts";
import { ColumnBuilder } from "./columns.ts";
import { encodingOf } from "./decode.ts";
import { type Dialect, sniffDialect } from "./dialect.ts";

/** How a table is read, where it should not be found out. */
export interface CsvOptions extends Partial<Dialect> {
  readonly encoding?: string;
  /** Kinds of columns, by name. */
  readonly types?: Readonly<Record<string, ColumnKind>>;
  /** Columns that are left out. */
  readonly ignore?: readonly string[];
  /** Whether the cells are kept as they stand in the file, for writing them again. */
  readonly keepCells?: boolean;
}

/** The most characters that a row may have: a file without line ends must not fill the memory. */
const longestRow = 1 << 26;
/** How many characters are looked at to find the dialect. */
const headLength = 1 << 18;

/**
 * Reads a table from pieces of text: comma-separated or otherwise, with a header line.
 *
 * `push` the text piece by piece, then `finish`. Only the typed columns and one piece are in memory at a time.
 */
export class CsvReader {
  private readonly name: string;
  private readonly options: CsvOptions;
  private readonly encoding: string;
  private rest = "";
  private dialect: Dialect | undefined;
  private parser: Papa.Parser | undefined;
  private header: string[] | undefined;
  private builders: (ColumnBuilder | undefined)[] = [];
  private readonly cells: string[][] = [];
  private line = 1;
  private rowCount = 0;
  /** Row and line wherever a row does not begin on the line after the last one. */
  private readonly jumps: [row: number, line: number][] = [];
  private nextLine = 0;
  private readonly ragged: { count: number; lines: number[]; found: number } = { count: 0, lines: [], found: 0 };

  constructor(name: string, options: CsvOptions = {}, encoding = "utf-8") {
    this.name = name;
    this.options = options;
    this.encoding = encoding;
  }

  push(text: string): void {
    this.rest += text;
    if (this.dialect === undefined && this.rest.length < headLength) return;
    this.read(false);
  }

  private read(last: boolean): void {
    if (this.dialect === undefined) {
      this.dialect = sniffDialect(this.rest, this.options);
      this.parser = new Papa.Parser({ delimiter: this.dialect.delimiter, newline: lineEndOf(this.rest) });
    }
    if (this.rest === "") return;
    const { data, errors, meta } = this.parser!.parse(this.rest, 0, !last) as Papa.ParseResult<string[]>;
    const taken = last ? this.rest.length : meta.cursor;
    // Only text with quoted line ends has more lines than rows.
    const simple = !this.rest.includes('"');
    for (const row of data) {
      this.row(row);
      this.line += 1 + (simple ? 0 : lineEnds(row));
    }
    this.rest = this.rest.slice(taken);
    const open = errors.find(({ type }) => type === "Quotes");
    if (last && open !== undefined)
      throw new DataError("a quoted cell is not closed, or text follows its end", {
        code: "E103",
        place: `${this.name}, row ${this.rowCount + 1}`,
        remedy: "close the quotes, and write a quote inside a cell twice",
      });
    if (!last && this.rest.length > longestRow)
      throw new DataError("a row is longer than 64 million characters", {
        code: "E103",
        place: `${this.name}, line ${this.line}`,
        remedy: "check that the file has line ends and that its quotes are closed",
      });
  }

  private row(cells: string[]): void {
    if (cells.length === 1 && cells[0]!.trim() === "") return;
    if (this.header === undefined) return this.start(cells);
    if (cells.length !== this.header.length) {
      this.ragged.count++;
      if (this.ragged.lines.length < 3) this.ragged.lines.push(this.line);
      this.ragged.found = cells.length;
      return;
    }
    if (this.line !== this.nextLine) this.jumps.push([this.rowCount, this.line]);
    this.nextLine = this.line + 1;
    this.rowCount++;
    if (this.options.keepCells === true) this.cells.push(cells);
    for (let i = 0; i < cells.length; i++) this.builders[i]?.push(cells[i]!, this.line);
  }

  private start(cells: string[]): void {
    const header = cells.map((cell) => cell.trim());
    const place = `${this.name}, line ${this.line}`;
    const twice = header.find((name, i) => header.indexOf(name) !== i);
    if (twice !== undefined)
      throw new DataError(twice === "" ? "two columns have no name" : `two columns are named "${twice}"`, {
        code: "E103",
        place,
        remedy: "give every column a name of its own in the header line",
      });
    const { ignore = [], types = {} } = this.options;
    for (const name of [...ignore, ...Object.keys(types)])
      if (!header.includes(name))
        throw new DataError(`there is no column "${name}" to ignore or to type`, { code: "E104", place });
    this.header = header;
    this.builders = header.map((name) =>
      ignore.includes(name)
        ? undefined
        : new ColumnBuilder(name, this.dialect!.decimal, Object.hasOwn(types, name) ? types[name] : undefined),
    );
  }

  /** The table. @throws DataError E101 where there are no rows, E103 where rows differ in length. */
  finish(): Table {
    this.read(true);
    if (this.header === undefined || (this.rowCount === 0 && this.ragged.count === 0))
      throw new DataError("the table has no rows", {
        code: "E101",
        place: this.name,
        expected: "a header line and rows",
        found: this.header === undefined ? "nothing" : "a header line only",
      });
    const { count, lines, found } = this.ragged;
    if (count > 0)
      throw new DataError(`${count} rows have another number of cells than the header`, {
        code: "E103",
        place: `${this.name}, line ${lines.join(", ")}`,
        expected: `${this.header.length} cells`,
        found: String(found),
        remedy: "mend these lines, or quote cells that hold the delimiter",
      });
    const finished = this.builders.flatMap((builder) => (builder === undefined ? [] : [builder.finish()]));
    const { jumps } = this;
    return {
      name: this.name,
      rowCount: this.rowCount,
      columns: finished.map(({ column }) => column),
      findings: finished.flatMap(({ findings }) => findings),
      ...(this.options.keepCells === true ? { cells: [this.header, ...this.cells] } : {}),
      source: { encoding: this.encoding, ...this.dialect! },
      lineOf: (row) => {
        let [low, high] = [0, jumps.length - 1];
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (jumps[middle]![0] <= row) low = middle;
          else high = middle - 1;
        }
        const [first, line] = jumps[low] ?? [0, 2];
        return line + row - first;
      },
    };
  }
}

/** How many line ends stand inside the cells of a row. */
function lineEnds(row: readonly string[]): number {
  let count = 0;
  for (const cell of row) for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) count++;
  return count;
}

/** Reads a table from text or bytes that are in memory. @throws DataError as CsvReader, and E102 for unreadable bytes. */
export function parseCsv(source: string | Uint8Array, name = "the table", options: CsvOptions = {}): Table {
  if (typeof source === "string") {
    const reader = new CsvReader(name, options);
    reader.push(source.startsWith("\uFEFF") ? source.slice(1) : source);
    return reader.finish();
  }
  const encoding = encodingOf(() => [source], name, options.encoding);
  const reader = new CsvReader(name, options, encoding);
  reader.push(new TextDecoder(encoding).decode(source));
  return reader.finish();
}

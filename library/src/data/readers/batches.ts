import type { RejectedRow, Source, Table } from "../table.ts";
import { ColumnBuilder, sampleLength } from "./columns.ts";
import type { AskedKind } from "./reading.ts";
import { type RowOptions, RowReader, type RowSink } from "./rows.ts";

/** Some rows of a file as they stand there, with the lines on which they begin. */
export interface RowBatch {
  readonly header: readonly string[];
  readonly cells: string[][];
  readonly lines: number[];
  /** Rows that were left out since the last batch, where that was asked for. */
  readonly rejected: readonly RejectedRow[];
  readonly source: Source;
}

/** The most rows of a batch. */
const batchRows = 4096;

/** Gathers rows into batches: `push` text, `take` what is full, and `finish`. */
export class BatchReader implements RowSink {
  private readonly skipBad: boolean;
  private readonly encoding: string;
  private readonly rows: RowReader;
  private header: readonly string[] = [];
  private source: Source | undefined;
  private cells: string[][] = [];
  private lines: number[] = [];

  constructor(name: string, options: RowOptions, encoding: string) {
    this.skipBad = options.skipBad === true;
    this.encoding = encoding;
    this.rows = new RowReader(name, options, this);
  }

  start(header: readonly string[], dialect: Omit<Source, "encoding">): void {
    this.header = header;
    this.source = { encoding: this.encoding, ...dialect };
  }

  row(cells: string[], line: number): void {
    this.cells.push(cells);
    this.lines.push(line);
  }

  /** @throws TableError E103 as soon as a row does not fit, unless those are left out. */
  push(text: string): void {
    this.rows.push(text);
    if (!this.skipBad && this.rows.rejectedCount > 0) throw this.rows.ragged();
  }

  /** The batches that are there; with `last` also one that is not full. */
  *take(last: boolean): Generator<RowBatch> {
    if (last) this.rows.finish();
    while (this.cells.length >= batchRows || (last && this.cells.length > 0)) {
      const [cells, lines] = [this.cells.slice(0, batchRows), this.lines.slice(0, batchRows)];
      this.cells = this.cells.slice(batchRows);
      this.lines = this.lines.slice(batchRows);
      const rejected = this.rows.rejected.splice(0);
      yield { header: this.header, cells, lines, rejected, source: this.source! };
    }
  }
}

/**
 * A table of some rows, its columns read as they are asked to be: as training read them, with the `readings` of its table.
 *
 * @param cells rows, each with a cell for every name of the header.
 * @param lines the line of each row.
 * @param kinds columns that are wanted, by name; others are left out, and names that the header lacks are passed over.
 */
export function tableOf(
  header: readonly string[],
  cells: readonly (readonly string[])[],
  lines: readonly number[],
  kinds: Readonly<Record<string, AskedKind>>,
  source: Source = { encoding: "utf-8", delimiter: ",", decimal: "." },
  name: string = "the table",
): Table {
  const finished = header.flatMap((column, i) => {
    const kind = Object.hasOwn(kinds, column) ? kinds[column] : undefined;
    if (kind === undefined) return [];
    const builder = new ColumnBuilder(column, source.decimal, sampleLength(header.length), kind);
    cells.forEach((row, at) => builder.push(row[i]!, lines[at]!));
    return [builder.finish()];
  });
  return {
    name,
    rowCount: cells.length,
    columns: finished.map(({ column }) => column),
    header,
    readings: Object.fromEntries(finished.map(({ column, reading }) => [column.name, reading])),
    findings: finished.flatMap(({ findings }) => findings),
    source,
    lineOf: (row) => lines[row]!,
  };
}

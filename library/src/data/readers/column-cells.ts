import type { Finding } from "../findings.ts";
import type { Column } from "../table.ts";
import type { ColumnReading } from "./reading.ts";

/** A column that is finished. */
export interface Finished {
  readonly column: Column;
  readonly reading: ColumnReading;
  readonly findings: readonly Finding[];
}

/** The cells of a column whose kind is settled, read one after the other. */
export interface ColumnCells {
  push(cell: string, line: number): void;
  /** The same for a cell that is a place in a text: it is cut out only where that is needed. */
  pushPlace(text: string, from: number, to: number, line: number): void;
  finish(name: string): Finished;
}

import { DataError } from "../util/errors.ts";

/** The codes of everything that may be wrong with a table, or worth knowing. E stops, W goes on. */
export const findingCodes = [
  "E101",
  "E102",
  "E103",
  "E104",
  "E105",
  "E106",
  "E107",
  "E108",
  "W201",
  "W202",
  "W203",
  "W204",
  "W205",
  "W206",
  "W207",
  "W208",
  "W209",
  "E301",
] as const;

/** A stable code, such as `W203`. */
export type FindingCode = (typeof findingCodes)[number];

/** Options that, given instead of those that were, get further; `file` stands for another file. */
export type FindingChange = Readonly<Record<string, string | true>>;

/** Something found in a table: plain data, which the command line puts into words. */
export interface Finding {
  readonly code: FindingCode;
  /** Which variant of the code: for E101 `missing`, `empty`, `header only`, `excel` … */
  readonly kind?: string;
  readonly file?: string;
  readonly column?: string;
  /** Lines of the file, counted from 1; the first few. */
  readonly lines?: readonly number[];
  /** How many cells, rows or columns it concerns, and of how many. */
  readonly count: number;
  readonly of?: number;
  /** A cell or a name as it stands there. */
  readonly example?: string;
  /** The first few different cells, where one example is not enough. */
  readonly examples?: readonly string[];
  /** What would have been right, and what is there. */
  readonly expected?: string;
  readonly found?: string;
  /** What is done about it, as a number or word that the sentence needs. */
  readonly value?: number | string;
  /** What gets further, where that can be said. */
  readonly change?: FindingChange;
  /** Whether nothing can be learned before it is mended. */
  readonly stops?: true;
}

/** A table that cannot be used, with what was found as data: for users of the library the message says it in English. */
export class TableError extends DataError {
  readonly finding: Finding;

  constructor(what: string, finding: Finding, remedy?: string) {
    const { code, file, column, lines = [], expected, found } = finding;
    const place = [
      ...(file === undefined ? [] : [file]),
      ...(lines.length === 0 ? [] : [`line ${lines.join(", ")}`]),
      ...(column === undefined ? [] : [`column ${column}`]),
    ].join(", ");
    super(what, {
      code,
      ...(place === "" ? {} : { place }),
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { found }),
      ...(remedy === undefined ? {} : { remedy }),
    });
    this.finding = { ...finding, stops: true };
  }
}

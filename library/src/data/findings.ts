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

/** Something found in a table: plain data, which the command line puts into words. */
export interface Finding {
  readonly code: FindingCode;
  readonly column?: string;
  /** Lines of the file, counted from 1; the first few. */
  readonly lines?: readonly number[];
  /** How many cells, rows or columns it concerns, and of how many. */
  readonly count: number;
  readonly of?: number;
  /** A cell or a name as it stands there. */
  readonly example?: string;
  /** What is done about it, as a number or word that the sentence needs. */
  readonly value?: number | string;
}

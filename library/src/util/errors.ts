/** What every error of chainrule tells: the place, what was expected, what was found and what to do. */
export interface ErrorFacts {
  /** Stable code, such as `E103`. */
  readonly code?: string;
  /** Where it happened: a layer, a file with line and column, an option. */
  readonly place?: string;
  /** What would have been right. */
  readonly expected?: string;
  /** What was there instead. */
  readonly found?: string;
  /** What the reader can do now. */
  readonly remedy?: string;
}

/** The base of all errors that chainrule throws on purpose; subclasses name the cause. */
export class ChainruleError extends Error {
  readonly code: string | undefined;
  readonly place: string | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly remedy: string | undefined;

  constructor(what: string, facts: ErrorFacts = {}) {
    const details = [
      facts.place === undefined ? undefined : `at ${facts.place}`,
      facts.expected === undefined ? undefined : `expected ${facts.expected}`,
      facts.found === undefined ? undefined : `found ${facts.found}`,
      facts.remedy,
    ].filter((part) => part !== undefined);
    super([what, ...details].join("; "));
    this.name = new.target.name;
    this.code = facts.code;
    this.place = facts.place;
    this.expected = facts.expected;
    this.found = facts.found;
    this.remedy = facts.remedy;
  }
}

/** Two shapes do not fit the operation that joins them. */
export class ShapeError extends ChainruleError {}

/** An argument or option has a value outside its domain. */
export class ArgumentError extends ChainruleError {}

/** A formula given as text cannot be read. */
export class FormulaError extends ChainruleError {}

/** A table cannot be used as it is. */
export class DataError extends ChainruleError {}

/** A file is missing, damaged, or not what its name says. */
export class FileError extends ChainruleError {}

/** A traced value was read as a JavaScript value. */
export class TraceError extends ChainruleError {}

/** A number that must be finite is not. */
export class NumberError extends ChainruleError {}

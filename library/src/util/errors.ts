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
  /** What is wrong, without the facts. */
  readonly what: string;
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
    this.what = what;
    this.code = facts.code;
    this.place = facts.place;
    this.expected = facts.expected;
    this.found = facts.found;
    this.remedy = facts.remedy;
  }

  /** The same error with the place where it happened; itself where it names one already. */
  at(place: string): ChainruleError {
    if (this.place !== undefined) return this;
    const { code, expected, found, remedy } = this;
    const given = Object.entries({ code, place, expected, found, remedy }).filter(([, fact]) => fact !== undefined);
    const Kind = this.constructor as new (what: string, facts: ErrorFacts) => ChainruleError;
    return new Kind(this.what, Object.fromEntries(given));
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

/** A thread that works on a run has failed or ended. */
export class ThreadError extends ChainruleError {}

/** A back end cannot run here, because something that it needs is missing. */
export class BackendError extends ChainruleError {}

/** A traced value was read as a JavaScript value. */
export class TraceError extends ChainruleError {}

/** A number that must be finite is not. */
export class NumberError extends ChainruleError {}

/** Which part of a training step a number belongs to. */
export type Phase = "forward" | "loss" | "backward" | "update";

/** What helps against numbers that are not finite. */
export type Advice =
  | "lower the learning rate"
  | "clip the gradient"
  | "scale the inputs"
  | "use a loss on logits"
  | "check the data";

/** The first number of a training that is not finite: when, where, and of what it was computed. */
export interface NonFiniteFacts {
  /** Steps from the beginning of the training, from 1; micro-batches count one by one. */
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  /** Whether it was found while learning or while looking at the validation rows. */
  readonly rows: "training" | "validation";
  readonly phase: Phase;
  /** The layer that it belongs to, such as `layer 1 (dense 16 relu)`. */
  readonly layer: string | undefined;
  /** The parameter whose gradient or update it is, or that it was computed from. */
  readonly parameter: string | undefined;
  /** What was computed, as a formula. */
  readonly operation: string;
  /** The row of the examples, from 0, where the number belongs to one. */
  readonly row: number | undefined;
  /** Where that row stands, where the examples come from a file. */
  readonly source?: { readonly file: string; readonly line: number } | undefined;
  /** NaN, Infinity or −Infinity. */
  readonly value: number;
  /** The largest absolute value that went into the operation; 0 for a number that was given. */
  readonly largest: number;
  readonly advice: Advice;
}

/** A training met a number that is not finite; E301. */
export class NonFiniteError extends NumberError {
  readonly facts: NonFiniteFacts;

  constructor(facts: NonFiniteFacts) {
    const { step, epoch, rows, phase, layer, parameter, operation, row, source, value, largest, advice } = facts;
    const place = [
      `step ${step} of epoch ${epoch}`,
      `${phase}${rows === "validation" ? " over the validation rows" : ""}`,
      layer,
      parameter === undefined ? undefined : `parameter ${parameter}`,
      source !== undefined ? `${source.file}, line ${source.line}` : row === undefined ? undefined : `row ${row}`,
    ].filter((part) => part !== undefined);
    const operands = largest === 0 ? "" : `, of numbers up to ${Number(largest.toPrecision(4))}`;
    super("a number is no longer finite", {
      code: "E301",
      place: place.join(", "),
      found: `${value} from ${operation}${operands}`,
      remedy: advice,
    });
    this.facts = facts;
  }
}

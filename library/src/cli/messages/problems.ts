import type { Advice, NonFiniteFacts } from "../../util/errors.ts";
import type { NumberRange } from "../arguments/numbers.ts";

/** What is said of command lines that cannot be followed, and the words around errors. */
export interface ProblemTexts {
  readonly error: string;
  readonly expected: string;
  readonly found: string;
  /** Before a command that gets further. */
  readonly try: string;
  /** Before the command that explains a code. */
  readonly more: string;
  readonly didYouMean: (facts: { near: string }) => string;
  readonly unknownCommand: (facts: { name: string }) => string;
  readonly unknownOption: (facts: { name: string; command: string }) => string;
  readonly missingValue: (facts: { name: string }) => string;
  readonly noValue: (facts: { name: string }) => string;
  readonly missingOption: (facts: { name: string; columns: string | undefined }) => string;
  readonly missingArgument: (facts: { name: string; command: string }) => string;
  readonly extraArgument: (facts: { value: string; command: string }) => string;
  readonly notNumber: (facts: { name: string; found: string } & Required<NumberRange>) => string;
  readonly notPair: (facts: { name: string; found: string; expected: string }) => string;
  readonly notOneOf: (facts: { name: string; found: string; expected: string }) => string;
  readonly unknownRecord: (facts: { kind: string; name: string; known: string }) => string;
  readonly takesNoOptions: (facts: { kind: string; name: string; found: string }) => string;
  readonly badRecordOption: (facts: { kind: string; found: string }) => string;
  readonly unknownMetric: (facts: { name: string; known: string }) => string;
  readonly optionChanged: (facts: { name: string; folder: string; before: string; now: string }) => string;
  readonly notOfTable: (facts: { place: string }) => string;
  readonly nonFinite: (facts: NonFiniteFacts) => { readonly what: string; readonly where: string };
  readonly advice: Readonly<Record<Advice, string>>;
  readonly noTerminal: (facts: { name: string }) => string;
  readonly excludes: (facts: { first: string; second: string }) => string;
}

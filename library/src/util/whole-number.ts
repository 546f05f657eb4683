import { ArgumentError } from "./errors.ts";

/** A whole number that is no less than `least`; `what` names it in the error. @throws ArgumentError where it is none. */
export function wholeNumber(value: number, what: string, least = 1): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ArgumentError(`${what} is wrong`, { expected: `a whole number ≥ ${least}`, found: String(value) });
}

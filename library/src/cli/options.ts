import { ArgumentError } from "../util/errors.ts";

/** What a number on the command line may be. */
export interface NumberRange {
  readonly whole?: boolean;
  readonly least?: number;
  /** Whether the least itself is excluded. */
  readonly above?: boolean;
}

/** An option's text as a number. @throws ArgumentError with the option, what it expects and what it found. */
export function numberOption(
  name: string,
  text: string,
  { whole = false, least = 0, above = false }: NumberRange,
): number {
  const value = Number(text);
  const inRange = above ? value > least : value >= least;
  if (text.trim() !== "" && Number.isFinite(value) && inRange && (!whole || Number.isInteger(value))) return value;
  throw new ArgumentError(`--${name} is wrong`, {
    expected: `a ${whole ? "whole " : ""}number ${above ? ">" : "≥"} ${least}`,
    found: text === "" ? "nothing" : text,
  });
}

/** `16,8` as numbers; nothing at all is an empty list. */
export function listOption(name: string, text: string, range: NumberRange): number[] {
  return text.trim() === "" ? [] : text.split(",").map((part) => numberOption(name, part, range));
}

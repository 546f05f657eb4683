import { CommandError } from "../problem.ts";

/** What a number on the command line may be. */
export interface NumberRange {
  readonly whole?: boolean;
  readonly least?: number;
  /** Whether the least itself is excluded. */
  readonly above?: boolean;
  /** The greatest there may be; it is excluded. */
  readonly below?: number;
}

/** An option's text as a number. @throws CommandError with the option, what it expects and what it found. */
export function numberOption(
  name: string,
  text: string,
  { whole = false, least = 0, above = false, below = Infinity }: NumberRange = {},
): number {
  const value = Number(text);
  const inRange = (above ? value > least : value >= least) && value < below;
  if (text.trim() !== "" && Number.isFinite(value) && inRange && (!whole || Number.isInteger(value))) return value;
  throw new CommandError((words) => words.notNumber({ name, found: text, whole, least, above, below }));
}

/** The same, where the option may be absent. */
export function optionalNumber(name: string, text: string | undefined, range: NumberRange = {}): number | undefined {
  return text === undefined ? undefined : numberOption(name, text, range);
}

/** `16,8` as numbers; nothing at all is an empty list. */
export function listOption(name: string, text: string, range: NumberRange): number[] {
  return text.trim() === "" ? [] : text.split(",").map((part) => numberOption(name, part, range));
}

/** `a,b` as names; nothing at all is an empty list. */
export function namesOption(text: string | undefined): string[] {
  return (text ?? "").split(",").filter((name) => name !== "");
}

/** `zip=categorical,day=date` as pairs; the last `=` divides, so that names may hold one. */
export function pairsOption(name: string, text: string | undefined, expected: string): [string, string][] {
  return namesOption(text).map((part) => {
    const at = part.lastIndexOf("=");
    if (at < 1 || at === part.length - 1)
      throw new CommandError((words) => words.notPair({ name, found: part, expected }));
    return [part.slice(0, at), part.slice(at + 1)];
  });
}

import { parseArgs } from "node:util";
import type { FindingChange } from "../data/findings.ts";
import { nearest } from "./arguments/nearest.ts";
import { type Given, type OptionName, options as specs } from "./arguments/options.ts";
import type { ArgumentName, CommandName } from "./messages/help.ts";
import type { Words } from "./messages/words.ts";
import { CommandError } from "./problem.ts";
import { fitted } from "./screen/fit.ts";
import { type Terminal, terminalOf } from "./screen/terminal.ts";

/** What a command may use of the world. */
export interface Context {
  readonly words: Words;
  /** What standard output and standard error can show. */
  readonly output: Terminal;
  readonly messages: Terminal;
  /** Data, on standard output. */
  readonly print: (text: string) => void;
  /** A message, on standard error; not where --quiet is given. */
  readonly say: (text: string) => void;
  /** A message that only --verbose shows. */
  readonly note: (text: string) => void;
  /** The options that were said, and not left at their defaults. */
  readonly said: ReadonlySet<string>;
  /** The command line as it was given, with some options changed: what one may type next. */
  readonly changed: (change: FindingChange) => string;
}

/** What stands on the command line before options: those that must, and those that may. */
export type Arguments<R extends ArgumentName, M extends ArgumentName> = { readonly [K in R]: string } & {
  readonly [K in M]?: string;
};

/** A command: what it takes, and what it does with it. */
export interface Command {
  readonly name: CommandName;
  readonly takes: readonly ArgumentName[];
  readonly mayTake: readonly ArgumentName[];
  readonly options: readonly OptionName[];
  readonly run: (context: Context, given: never) => Promise<void> | void;
}

/**
 * Makes a command; `run` gets exactly the arguments and options that it names. What only running takes is loaded by `run`,
 * so that help, and what is wrong with a line, come at once.
 */
export function defineCommand<
  N extends OptionName,
  R extends ArgumentName = never,
  M extends ArgumentName = never,
>(command: {
  readonly name: CommandName;
  readonly takes?: readonly R[];
  readonly mayTake?: readonly M[];
  readonly options: readonly N[];
  readonly run: (context: Context, given: Given<N> & Arguments<R, M>) => Promise<void> | void;
}): Command {
  return { ...command, takes: command.takes ?? [], mayTake: command.mayTake ?? [] } as Command;
}

/** A command line taken apart. */
export interface Parsed {
  /** Arguments and options, with the defaults of those that were not said. */
  readonly given: Readonly<Record<string, string | boolean | undefined>>;
  /** The options that were said. */
  readonly said: ReadonlySet<string>;
}

/** A command line as tokens, and the options that the command knows. */
function taken(command: Command, words: readonly string[]) {
  const known: Record<string, { type: "string" | "boolean"; short?: string }> = {};
  for (const option of command.options)
    known[option] = { type: specs[option].type, ...(option === "output" ? { short: "o" } : {}) };
  const { tokens } = parseArgs({
    args: [...words],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return { known, tokens };
}

/** The words after a command as arguments and options. @throws CommandError that says what is wrong, and what was meant. */
export function parsed(command: Command, words: readonly string[]): Parsed {
  const { name, takes, mayTake } = command;
  const { known, tokens } = taken(command, words);
  const given: Record<string, string | boolean | undefined> = {};
  const said = new Set<string>();
  for (const option of command.options)
    given[option] = specs[option].type === "boolean" ? false : specs[option].default;
  const names = [...takes, ...mayTake];
  let place = 0;
  for (const token of tokens) {
    if (token.kind === "positional") {
      const argument = names[place++];
      if (argument === undefined)
        throw new CommandError((texts) => texts.extraArgument({ value: token.value, command: name }));
      given[argument] = token.value;
    } else if (token.kind === "option") {
      const option = token.name;
      if (!Object.hasOwn(known, option)) {
        const near = nearest(option, command.options);
        throw new CommandError(
          (texts) =>
            `${texts.unknownOption({ name: option, command: name })}; ${texts.didYouMean({ near: `--${near}` })}`,
        );
      }
      if (known[option]!.type === "string" && token.value === undefined)
        throw new CommandError((texts) => texts.missingValue({ name: option }));
      if (known[option]!.type === "boolean" && token.value !== undefined)
        throw new CommandError((texts) => texts.noValue({ name: option }));
      const { values } = specs[option as OptionName];
      if (Array.isArray(values) && closed.has(option) && !values.includes(token.value))
        throw new CommandError((texts) =>
          texts.notOneOf({ name: option, found: token.value ?? "", expected: values.join(", ") }),
        );
      given[option] = token.value ?? true;
      said.add(option);
    }
  }
  const missing = takes[place];
  if (missing !== undefined) throw new CommandError((texts) => texts.missingArgument({ name: missing, command: name }));
  return { given, said };
}

/** Options whose values are these and no others. */
const closed = new Set(["decimal", "normalization", "to", "lang", "phase", "depth", "notation", "format"]);

/** A word as a shell takes it back: quoted where it must be. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The words of a command line with some options changed: replaced where they stand, else added at the end. */
export function changedLine(command: Command, words: readonly string[], change: FindingChange): string {
  const { tokens } = taken(command, words);
  const fileAt = [...command.takes, ...command.mayTake].indexOf("file");
  const left = new Map(Object.entries(change).map(([name, value]) => [flagOf(name), value]));
  let place = 0;
  const out = tokens.flatMap((token) => {
    if (token.kind === "positional") {
      const replaced = place++ === fileAt ? left.get("file") : undefined;
      return [quoted(typeof replaced === "string" ? replaced : token.value)];
    }
    if (token.kind !== "option") return [];
    const value = left.get(token.name);
    left.delete(token.name);
    const now = value ?? token.value;
    return [token.rawName, ...(typeof now === "string" ? [quoted(now)] : [])];
  });
  const added = [...left].flatMap(([name, value]) => {
    if (name === "file") return [];
    return [`--${name}`, ...(value === true ? [] : [quoted(value)])];
  });
  return ["chainrule", command.name, ...out, ...added].join(" ");
}

/** `skipBad` as the option that it is: `skip-bad`. */
function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What a command may use: streams of this process, words of a language. */
export function contextOf(command: Command, line: readonly string[], words: Words, { given, said }: Parsed): Context {
  const messages = terminalOf(process.stderr, process.env);
  const write = (text: string): void => {
    // Lines for programs are left whole; on a screen no number may be broken at the edge.
    process.stderr.write(`${messages.fits ? fitted(text, messages.columns) : text}\n`);
  };
  return {
    words,
    output: terminalOf(process.stdout, process.env),
    messages,
    print: (text) => {
      process.stdout.write(`${text}\n`);
    },
    say: given["quiet"] === true ? () => undefined : write,
    note: given["verbose"] === true && given["quiet"] !== true ? write : () => undefined,
    said,
    changed: (change) => changedLine(command, line, change),
  };
}

import type { OptionGroup, OptionName } from "../arguments/options.ts";

/** The commands, in the order in which help names them. */
export const commandNames = [
  "train",
  "search",
  "predict",
  "evaluate",
  "check",
  "summary",
  "bench",
  "runs",
  "export",
  "explain",
  "gradcheck",
  "functions",
  "derive",
  "list",
  "help",
  "completion",
] as const;

export type CommandName = (typeof commandNames)[number];

/** What stands before the options of a command. */
export const argumentNames = [
  "file",
  "run",
  "subject",
  "first",
  "second",
  "code",
  "catalog",
  "shell",
  "name",
  "formula",
] as const;

export type ArgumentName = (typeof argumentNames)[number];

/** What help says: every command, argument and option, in one language; a missing one does not compile. */
export interface HelpTexts {
  readonly title: string;
  readonly usage: string;
  readonly more: string;
  readonly otherwise: (facts: { value: string }) => string;
  readonly commands: Readonly<Record<CommandName, string>>;
  readonly arguments: Readonly<Record<ArgumentName, string>>;
  readonly groups: Readonly<Record<OptionGroup, string>>;
  readonly options: Readonly<Record<OptionName, string>>;
}

import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { encoders } from "../../data/encoders/index.ts";
import { findingCodes } from "../../data/findings.ts";
import type { Command } from "../command.ts";
import { type ArgumentName, type CommandName, commandNames } from "../messages/help.ts";
import * as catalogs from "./catalogs.gen.ts";
import { type OptionName, options as specs, type Values } from "./options.ts";

const all: Readonly<Record<string, catalogs.Catalog>> = { ...catalogs };

/** Entries of the file system that begin with a text; folders end with a slash. */
function paths(text: string, onlyFolders: boolean): string[] {
  const folder = text.endsWith("/") ? text : dirname(text);
  const inside = text.includes("/") ? folder : ".";
  try {
    return readdirSync(inside, { withFileTypes: true }).flatMap((entry) => {
      const path = text.includes("/") ? join(folder, entry.name) : entry.name;
      if (entry.isDirectory()) return [`${path}/`];
      return onlyFolders ? [] : [path];
    });
  } catch {
    return [];
  }
}

/** The columns of the table that a line names, from its first piece. */
async function columns(file: string | undefined): Promise<string[]> {
  if (file === undefined || file === "-" || !existsSync(file) || !statSync(file).isFile()) return [];
  const { headerOf } = await import("../../node.ts");
  return [...(await headerOf(file))];
}

/** The last part of a list such as `a,b`: what stands before it stays. */
function listed(text: string, candidates: readonly string[]): string[] {
  const before = text.slice(0, text.lastIndexOf(",") + 1);
  return candidates.map((one) => before + one);
}

async function valuesOf(
  values: Values | undefined,
  text: string,
  file: string | undefined,
  name: string,
): Promise<string[]> {
  if (Array.isArray(values)) return [...values];
  switch (values) {
    case "columns": {
      const names = await columns(file);
      if (name === "types")
        return listed(
          text,
          names.flatMap((one) => ["numeric", "date", "categorical"].map((kind) => `${one}=${kind}`)),
        );
      if (name === "encoders")
        return listed(
          text,
          names.flatMap((one) => Object.keys(encoders).map((kind) => `${one}=${kind}`)),
        );
      return listed(text, names);
    }
    case "files":
      return paths(text, false);
    case "runs":
      return paths(text, true);
    case undefined:
    case "numbers":
      return [];
    default:
      return Object.keys(all[values as string] ?? {});
  }
}

const argumentValues: Readonly<Record<ArgumentName, Values>> = {
  file: "files",
  run: "files",
  subject: "files",
  first: "runs",
  second: "runs",
  code: findingCodes,
  catalog: Object.keys(all),
  shell: ["bash", "zsh", "fish"],
  name: "activations",
  formula: [],
};

/** What may come next on a command line whose last word is under way. */
export async function completions(
  words: readonly string[],
  load: (name: CommandName) => Promise<Command>,
): Promise<string[]> {
  const now = words.at(-1) ?? "";
  const begins = (all: readonly string[]): string[] => all.filter((one) => one.startsWith(now));
  const [name, ...before] = words.slice(0, -1);
  if (name === undefined) return begins(commandNames);
  if (!(commandNames as readonly string[]).includes(name)) return [];
  const command = await load(name as CommandName);
  const flags = command.options.map((option) => `--${option}`);
  const takesValue = (word: string): boolean =>
    flags.includes(word) && specs[word.slice(2) as OptionName].type === "string";
  const positionals = before.filter((word, i) => !word.startsWith("-") && !takesValue(before[i - 1] ?? ""));
  const places = [...command.takes, ...command.mayTake];
  const file = positionals[places.indexOf("file")];
  const last = before.at(-1) ?? "";
  if (takesValue(last)) {
    const option = last.slice(2) as OptionName;
    return begins(await valuesOf(specs[option].values, now, file, option));
  }
  if (now.startsWith("-")) return begins(flags.filter((flag) => !before.includes(flag)));
  const place = places[positionals.length];
  const found = place === undefined ? [] : await valuesOf(argumentValues[place], now, file, place);
  return begins(now === "" && found.length === 0 ? flags : found);
}

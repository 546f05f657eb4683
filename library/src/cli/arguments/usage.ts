import stringWidth from "fast-string-width";
import { version } from "../../util/version.ts";
import { wrapped } from "../../util/wrapped.ts";
import type { Command } from "../command.ts";
import { commandNames, type HelpTexts } from "../messages/help.ts";
import { type OptionGroup, optionGroups, options as specs } from "./options.ts";

/** Names to the left, what they do to the right, folded to the width of the screen. */
function listed(rows: readonly (readonly [name: string, does: string])[], columns: number): string[] {
  const width = Math.max(...rows.map(([name]) => stringWidth(name)));
  const room = Math.max(24, columns - width - 6);
  return rows.flatMap(([name, does]) =>
    wrapped(does, room).map((line, i) => `  ${(i === 0 ? name : "").padEnd(width)}  ${line}`.trimEnd()),
  );
}

/** What there is to be asked of `chainrule`. */
export function overview(texts: HelpTexts, columns: number): string {
  const rows = commandNames.map((name) => [name, texts.commands[name]] as const);
  return [`chainrule ${version}: ${texts.title}`, "", ...listed(rows, columns), "", texts.more].join("\n");
}

/** How a command is called: its arguments, and its options by what they are about. */
export function usageOf(command: Command, texts: HelpTexts, columns: number): string {
  const words = [
    ...command.takes.map((name) => name.toUpperCase()),
    ...command.mayTake.map((name) => `[${name.toUpperCase()}]`),
  ];
  const places = [...command.takes, ...command.mayTake].map(
    (name) => [name.toUpperCase(), texts.arguments[name]] as const,
  );
  const groups = Object.keys(optionGroups) as OptionGroup[];
  const parts = groups.flatMap((group) => {
    const rows = command.options
      .filter((name) => Object.hasOwn(optionGroups[group], name))
      .map((name) => {
        const { type, default: value } = specs[name];
        const usual = value === undefined || value === "0" ? "" : ` ${texts.otherwise({ value })}`;
        return [`--${name}${type === "string" ? " …" : ""}`, `${texts.options[name]}${usual}`] as const;
      });
    return rows.length === 0 ? [] : ["", texts.groups[group], ...listed(rows, columns)];
  });
  return [
    texts.commands[command.name],
    "",
    `${texts.usage}: chainrule ${[command.name, ...words, "…"].join(" ")}`,
    ...(places.length === 0 ? [] : ["", ...listed(places, columns)]),
    ...parts,
  ].join("\n");
}

import { inert } from "../../util/inert.ts";
import { namesOption } from "../arguments/numbers.ts";
import { namesIn } from "../arguments/options.ts";
import { readingOptions, sourceFacts } from "../arguments/reading.ts";
import { type Command, defineCommand } from "../command.ts";
import { findingLines } from "../results/findings.ts";

/** How many columns are named before the rest is counted. */
const mostColumns = 40;

/** `chainrule check`: how a table is read and what is to be remarked; exit code 1 where there is something. */
export const command: Command = defineCommand({
  name: "check",
  takes: ["file"],
  options: ["target", "task", ...namesIn("reading"), "json", "verbose", "lang", "debug"],
  run: async ({ print, changed, words: { messages, findings: texts } }, given) => {
    const { readCsv } = await import("../../node.ts");
    const { checkTable } = await import("../../data/checks/index.ts");
    const { taskOption } = await import("../arguments/settings.ts");
    const table = await readCsv(given.file, readingOptions(given));
    const target = namesOption(given.target);
    const findings = checkTable(table, { target, tasks: taskOption(given.task, target) });
    process.exitCode = findings.length === 0 ? 0 : 1;
    if (given.json) {
      for (const finding of findings) print(JSON.stringify(finding));
      return;
    }
    const most = given.verbose ? Infinity : mostColumns;
    const kinds = table.columns.map(({ name, kind }) => `${inert(name)} ${messages.kinds[kind]}`);
    const shown = kinds.length > most ? [...kinds.slice(0, most), `… ${kinds.length - most}`] : kinds;
    print(`${messages.source(sourceFacts(table))}\n${shown.join(", ")}\n`);
    const lines = findingLines(findings, texts, changed, given.verbose ? Infinity : undefined);
    print(lines.length === 0 ? texts.words.none : lines.join("\n"));
  },
});

import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { checkTable } from "../../data/checks/index.ts";
import { readCsv } from "../../node.ts";
import { messagesIn } from "../messages/messages.ts";
import { findingLines, findingTexts, inert } from "../printing.ts";
import { readingArgs, readingOptions, sourceFacts } from "../reading.ts";

const args = {
  file: { type: "positional", description: "CSV file; - for standard input", required: true },
  target: { type: "string", description: "column to predict, to check it too" },
  ...readingArgs,
  json: { type: "boolean", description: "findings as JSON, one on a line" },
  lang: { type: "string", description: "language of the messages: en, zh (else from LANG)" },
} satisfies ArgsDef;

/** `chainrule check`: how a table is read and what is to be remarked; exit code 1 where there is something. */
export const command: CommandDef = defineCommand({
  meta: { name: "check", description: "Say how a table is read and what is wrong with it" },
  args,
  run: async ({ args: given }) => {
    const messages = await messagesIn(given.lang, process.env);
    const texts = await findingTexts(given.lang, process.env);
    const table = await readCsv(given.file, readingOptions(given));
    const findings = checkTable(table, given.target);
    if (given.json === true) for (const finding of findings) process.stdout.write(`${JSON.stringify(finding)}\n`);
    else {
      const kinds = table.columns.map(({ name, kind }) => `${inert(name)} ${messages.kinds[kind]}`);
      const shown = kinds.length > 40 ? [...kinds.slice(0, 40), `… ${kinds.length - 40}`] : kinds;
      process.stdout.write(`${messages.source(sourceFacts(table))}\n${shown.join(", ")}\n\n`);
      const lines = findingLines(findings, texts);
      process.stdout.write(`${lines.length === 0 ? texts.words.none : lines.join("\n")}\n`);
    }
    process.exitCode = findings.length === 0 ? 0 : 1;
  },
}) as unknown as CommandDef;

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import type { PredictionNotes } from "../../node.ts";
import { inert } from "../../util/inert.ts";
import { namesIn } from "../arguments/options.ts";
import { readingOptions } from "../arguments/reading.ts";
import { type Command, type Context, defineCommand } from "../command.ts";
import { CommandError } from "../problem.ts";
import { findingLines } from "../results/findings.ts";

/** `chainrule predict`: the table with predictions and class probabilities, row by row as it is read. */
export const command: Command = defineCommand({
  name: "predict",
  takes: ["run", "file"],
  options: [...namesIn("reading"), "output", "quiet", "lang", "debug"],
  run: async (context, given) => {
    const { loadRun, predictions, rowBatches } = await import("../../node.ts");
    const { default: Papa } = await import("papaparse");
    const { model, preparation } = await loadRun(given.run);
    if (preparation === undefined) throw new CommandError((texts) => texts.notOfTable({ place: given.run }));
    const found = predictions(rowBatches(given.file, readingOptions(given)), preparation, model, given.file);
    let target: Writable | undefined;
    for (;;) {
      const { value, done } = await found.next();
      if (done) {
        tell(value, context);
        break;
      }
      // Only now is it sure that the table fits: a file that stands there is not emptied in vain.
      target ??= given.output === undefined ? process.stdout : createWriteStream(given.output);
      const rows = [...(value.header === undefined ? [] : [value.header]), ...value.records];
      if (!target.write(`${Papa.unparse(rows as string[][], { newline: "\n" })}\n`)) await once(target, "drain");
    }
    if (target === undefined || given.output === undefined) return;
    target.end();
    await once(target, "finish");
  },
});

function tell({ rows, novelty, findings }: PredictionNotes, { say, words }: Context): void {
  const { messages } = words;
  for (const { kind, column, count, examples, lines, range } of novelty) {
    const said = kind === "category" ? messages.newCategories : messages.outOfRange;
    const facts = { examples: examples.map((text) => inert(text)).join(", "), lines: lines.join(", ") };
    say(said({ column: inert(column), count, ...facts, range: range?.join(" … ") ?? "" }));
  }
  for (const text of findingLines(findings, words.findings)) say(text);
  say(messages.predictedRows({ rows }));
}

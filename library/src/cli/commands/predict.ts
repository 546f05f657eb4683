import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import Papa from "papaparse";
import { noveltyOf } from "../../data/novelty.ts";
import { decodeOutputs, encodeInputs } from "../../data/prepare.ts";
import { loadRun, readCsv } from "../../node.ts";
import { FileError } from "../../util/errors.ts";
import { messagesIn } from "../messages/messages.ts";
import { inert } from "../printing.ts";
import { readingArgs, readingOptions } from "../reading.ts";

const args = {
  run: { type: "positional", description: "run folder that train has left", required: true },
  file: { type: "positional", description: "CSV file with the same columns; - for standard input", required: true },
  ...readingArgs,
  lang: { type: "string", description: "language of the messages: en, zh (else from LANG)" },
} satisfies ArgsDef;

/** `chainrule predict`: the table with a column of predictions (and of class probabilities) on standard output. */
export const command: CommandDef = defineCommand({
  meta: { name: "predict", description: "Apply a trained network to a table" },
  args,
  run: async ({ args: given }) => {
    const { model, preparation } = await loadRun(given.run);
    if (preparation === undefined)
      throw new FileError("the model does not say how a table becomes its inputs", {
        place: given.run,
        remedy: "use a run folder that chainrule train has left",
      });
    const { task, encoders } = preparation;
    const table = await readCsv(given.file, { ...readingOptions(given), keepCells: true });
    const messages = await messagesIn(given.lang, process.env);
    for (const one of noveltyOf(table, encoders)) {
      const say = one.kind === "category" ? messages.newCategories : messages.outOfRange;
      const examples = one.examples.map((text) => inert(text)).join(", ");
      process.stderr.write(
        `${say({ column: inert(one.column), count: one.count, examples, lines: one.lines.join(", ") })}\n`,
      );
    }
    const [names = [], ...cells] = table.cells ?? [];
    const rows = Int32Array.from({ length: table.rowCount }, (_, i) => i);
    const outputs = await model.predict(encodeInputs(table, encoders, rows));
    const answers = decodeOutputs(task, outputs);
    const classes = task.kind === "regression" ? [] : task.classes;
    const probability = (row: number, k: number): number => {
      if (task.kind === "binary") return k === 1 ? outputs[row]! : 1 - outputs[row]!;
      return outputs[row * classes.length + k]!;
    };
    const header = [...names, "prediction", ...classes.map((name) => `p_${name}`)];
    const records = Array.from(rows, (row) => [
      ...cells[row]!,
      String(answers[row]),
      ...classes.map((_, k) => probability(row, k).toFixed(6)),
    ]);
    process.stdout.write(`${Papa.unparse([header, ...records], { newline: "\n" })}\n`);
  },
}) as unknown as CommandDef;

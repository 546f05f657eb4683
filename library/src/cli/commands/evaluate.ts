import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { encodeInputs } from "../../data/prepare.ts";
import { columnOf, isAbsent } from "../../data/table.ts";
import { evaluateOutputs, loadRun, readCsv } from "../../node.ts";
import { FileError } from "../../util/errors.ts";
import { messagesIn } from "../messages/messages.ts";
import { readingArgs, readingOptions } from "../reading.ts";
import { evaluationLines } from "../results.ts";

const args = {
  run: { type: "positional", description: "run folder that train has left", required: true },
  file: { type: "positional", description: "CSV file with the same columns and the answers", required: true },
  ...readingArgs,
  json: { type: "boolean", description: "the result as JSON" },
  lang: { type: "string", description: "language of the messages: en, zh (else from LANG)" },
} satisfies ArgsDef;

/** `chainrule evaluate`: how good a trained network is on rows whose answers are known. */
export const command: CommandDef = defineCommand({
  meta: { name: "evaluate", description: "Judge a trained network on rows whose answers are known" },
  args,
  run: async ({ args: given }) => {
    const { model, preparation } = await loadRun(given.run);
    if (preparation === undefined)
      throw new FileError("the model does not say how a table becomes its inputs", { place: given.run });
    const table = await readCsv(given.file, readingOptions(given));
    const target = columnOf(table, preparation.task.target);
    const all = Int32Array.from({ length: table.rowCount }, (_, i) => i);
    const rows = all.filter((row) => !isAbsent(target, row));
    const outputs = await model.predict(encodeInputs(table, preparation.encoders, rows));
    const evaluation = evaluateOutputs(table, preparation, rows, outputs);
    const messages = await messagesIn(given.lang, process.env);
    const text = given.json === true ? JSON.stringify(evaluation) : evaluationLines(evaluation, messages).join("\n");
    process.stdout.write(`${text}\n`);
  },
}) as unknown as CommandDef;

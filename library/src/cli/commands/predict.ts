import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import Papa from "papaparse";
import { decodeOutputs, encodeInputs } from "../../data/prepare.ts";
import type { Column } from "../../data/table.ts";
import { loadRun, readCsv } from "../../node.ts";
import { FileError } from "../../util/errors.ts";
import { readingArgs, readingOptions } from "../reading.ts";

const args = {
  run: { type: "positional", description: "run folder that train has left", required: true },
  file: { type: "positional", description: "CSV file with the same columns; - for standard input", required: true },
  ...readingArgs,
} satisfies ArgsDef;

function cell(column: Column, row: number): string {
  if (column.kind === "categorical") return column.categories[column.codes[row]!] ?? "";
  const value = column.values[row]!;
  return Number.isNaN(value) ? "" : String(value);
}

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
    const table = await readCsv(given.file, readingOptions(given));
    const rows = Int32Array.from({ length: table.rowCount }, (_, i) => i);
    const outputs = await model.predict(encodeInputs(table, encoders, rows));
    const answers = decodeOutputs(task, outputs);
    const classes = task.kind === "regression" ? [] : task.classes;
    const probability = (row: number, k: number): number => {
      if (task.kind === "binary") return k === 1 ? outputs[row]! : 1 - outputs[row]!;
      return outputs[row * classes.length + k]!;
    };
    const header = [...table.columns.map((column) => column.name), "prediction", ...classes.map((name) => `p_${name}`)];
    const records = Array.from(rows, (row) => [
      ...table.columns.map((column) => cell(column, row)),
      String(answers[row]),
      ...classes.map((_, k) => probability(row, k).toFixed(6)),
    ]);
    process.stdout.write(`${Papa.unparse([header, ...records], { newline: "\n" })}\n`);
  },
}) as unknown as CommandDef;

import { join } from "node:path";
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { inputCount, prepare } from "../../data/prepare.ts";
import { sizeOf } from "../../graph/shape.ts";
import { adam } from "../../nn/optimizers/adam.ts";
import { rmsprop } from "../../nn/optimizers/rmsprop.ts";
import { sgd } from "../../nn/optimizers/sgd.ts";
import {
  checkpointsIn,
  newRunFolder,
  readCsv,
  saveModel,
  scoreConstant,
  scoreModel,
  trainLinear,
  trainTable,
} from "../../node.ts";
import { writeWhole } from "../../runtime/whole-file.node.ts";
import { ArgumentError } from "../../util/errors.ts";
import { activationOf } from "../activations.ts";
import { en as messages } from "../messages/en.ts";

const optimizers = { adam, rmsprop, sgd };

const args = {
  file: { type: "positional", description: "CSV file with a header line", required: true },
  target: { type: "string", description: "column to predict", required: true },
  layers: { type: "string", description: "units of the hidden layers", default: "16" },
  activation: { type: "string", description: "activation of the hidden layers", default: "relu" },
  optimizer: { type: "string", description: Object.keys(optimizers).join(", "), default: "adam" },
  "learning-rate": { type: "string", description: "step size", default: "0.003" },
  epochs: { type: "string", description: "how often all rows are seen at most", default: "200" },
  batch: { type: "string", description: "rows of a step", default: "32" },
  patience: { type: "string", description: "epochs without gain before stopping", default: "20" },
  seed: { type: "string", description: "seed of the split, the weights and the order of rows", default: "0" },
  runs: { type: "string", description: "folder for run folders", default: "runs" },
} satisfies ArgsDef;

function number(name: string, text: string, whole: boolean, least: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < least || (whole && !Number.isInteger(value)))
    throw new ArgumentError(`--${name} is wrong`, {
      expected: `a ${whole ? "whole " : ""}number ≥ ${least}`,
      found: text,
    });
  return value;
}

/** `chainrule train`: from a CSV file to a run folder and a result beside two baselines. */
export const command: CommandDef = defineCommand({
  meta: { name: "train", description: "Train a network on a table and compare it with two baselines" },
  args,
  run: async ({ args: given }) => {
    const say = (text: string): void => {
      process.stderr.write(`${text}\n`);
    };
    const layers = given.layers === "" ? [] : given.layers.split(",").map((text) => number("layers", text, true, 1));
    const seed = number("seed", given.seed, true, 0);
    const learningRate = number("learning-rate", given["learning-rate"], false, 0);
    if (!Object.hasOwn(optimizers, given.optimizer))
      throw new ArgumentError(`there is no optimizer "${given.optimizer}"`, {
        expected: Object.keys(optimizers).join(", "),
      });
    const optimizer = optimizers[given.optimizer as keyof typeof optimizers]({ learningRate });
    const table = await readCsv(given.file);
    const prepared = prepare(table, { target: given.target, seed });
    const { task, training, validation, test } = prepared;
    const inputs = inputCount(prepared.encoders);
    say(messages.columns(table.rowCount, inputs, task.target, task.kind));
    for (const { column, reason } of prepared.dropped) say(messages.dropped(column, reason));
    say(messages.split(training.rowCount, validation.rowCount, test.rowCount, seed));
    const folder = newRunFolder(given.runs);
    const run = trainTable(prepared, {
      checkpoint: checkpointsIn(folder),
      layers,
      activation: await activationOf(given.activation),
      optimizer,
      seed,
      epochs: number("epochs", given.epochs, true, 1),
      batch: number("batch", given.batch, true, 1),
      patience: number("patience", given.patience, true, 1),
    });
    const curve: { epoch: number; loss: number; validation: number | undefined }[] = [];
    const terminal = process.stderr.isTTY === true;
    for await (const { epoch, loss, validation: seen } of run) {
      curve.push({ epoch, loss, validation: seen?.loss });
      const line = messages.progress(epoch, loss, seen?.loss);
      if (terminal) process.stderr.write(`\r\u001b[K${line}`);
      else if (epoch === 1 || epoch % 25 === 0) say(line);
    }
    if (terminal) process.stderr.write("\n");
    const model = await run;
    const parameters = model.network.parameters([inputs]).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    say(messages.network([inputs, ...layers, model.outputs].join(" → "), parameters));
    const constant = scoreConstant(table, prepared);
    const scores = {
      network: await scoreModel(table, prepared, model, test),
      linear: await scoreModel(table, prepared, await trainLinear(prepared, seed), test),
      constant: constant.score,
    };
    const metric = task.kind === "regression" ? "R²" : "accuracy";
    const always = task.kind === "regression" ? "mean" : `always "${constant.answer}"`;
    const rows = [
      ["", "this net", "linear", always],
      [metric, ...Object.values(scores).map((value) => value.toFixed(3))],
    ];
    const width = Math.max(...rows.flat().map((cell) => cell.length)) + 2;
    const lines = rows.map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(width) : cell.padStart(width))).join(""),
    );
    process.stdout.write(`${[messages.result(test.rowCount), ...lines].join("\n")}\n`);
    const { encoders, dropped } = prepared;
    saveModel(folder, model, { task, encoders, dropped });
    const report = {
      file: given.file,
      options: { ...given, _: undefined },
      task,
      metric,
      scores,
      rows: test.rowCount,
      curve,
    };
    writeWhole(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
    say(messages.saved(folder));
  },
}) as unknown as CommandDef;

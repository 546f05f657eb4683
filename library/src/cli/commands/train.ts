import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { checkTable } from "../../data/checks/index.ts";
import { inputCount, prepare } from "../../data/prepare.ts";
import { clipByNorm } from "../../nn/clipping.ts";
import type { Initializer } from "../../nn/initializers/_initializer.ts";
import type { Loss } from "../../nn/losses/_loss.ts";
import type { Activation } from "../../nn/network.ts";
import type { Optimizer } from "../../nn/optimizers/_optimizer.ts";
import type { Regularizer } from "../../nn/regularizers/_regularizer.ts";
import { elasticNet } from "../../nn/regularizers/elastic-net.ts";
import { l1 } from "../../nn/regularizers/l1.ts";
import { l2 } from "../../nn/regularizers/l2.ts";
import { maxNorm } from "../../nn/regularizers/max-norm.ts";
import type { Schedule } from "../../nn/schedules/_schedule.ts";
import type { Solver } from "../../nn/solvers/_solver.ts";
import {
  checkFits,
  checkpointsIn,
  compare,
  loadCheckpoint,
  lossFor,
  newRunFolder,
  readCsv,
  saveModel,
  trainTable,
} from "../../node.ts";
import { arenaSize } from "../../runtime/parameters.ts";
import { writeWhole } from "../../runtime/whole-file.node.ts";
import { ArgumentError, FileError } from "../../util/errors.ts";
import { version } from "../../util/version.ts";
import * as catalogs from "../catalogs.gen.ts";
import { lookUp } from "../lookup.ts";
import { messagesIn } from "../messages/messages.ts";
import { listOption, numberOption } from "../options.ts";
import { findingLines, findingTexts, inert } from "../printing.ts";
import { ProgressLine } from "../progress.ts";
import { readingArgs, readingOptions, sourceFacts } from "../reading.ts";
import { reportWords } from "../report.ts";
import { comparisonLines } from "../results.ts";

const args = {
  file: { type: "positional", description: "CSV file with a header line", required: true },
  target: { type: "string", description: "column to predict", required: true },
  layers: { type: "string", description: "units of the hidden layers, such as 16,8; empty for none", default: "16" },
  activation: {
    type: "string",
    description: "of the hidden layers; chainrule list activations names them",
    default: "relu",
  },
  loss: { type: "string", description: "the one that fits the target unless named; chainrule list losses" },
  optimizer: { type: "string", description: "chainrule list optimizers names them", default: "adam" },
  initializer: { type: "string", description: "of the hidden layers; chainrule list initializers" },
  dropout: { type: "string", description: "share of numbers dropped after each hidden layer", default: "0" },
  l1: { type: "string", description: "strength of the L1 penalty", default: "0" },
  l2: { type: "string", description: "strength of the L2 penalty", default: "0" },
  "max-norm": { type: "string", description: "greatest length of a unit's weights" },
  "clip-norm": { type: "string", description: "greatest length of the gradient" },
  schedule: { type: "string", description: "such as cosine:total=200; chainrule list schedules names them" },
  "learning-rate": { type: "string", description: "step size", default: "0.003" },
  epochs: { type: "string", description: "how often all rows are seen at most", default: "200" },
  batch: { type: "string", description: "rows of a step", default: "32" },
  patience: { type: "string", description: "epochs without gain before stopping", default: "20" },
  group: { type: "string", description: "column whose equal values stay on one side of the split" },
  seed: { type: "string", description: "seed of the split, the weights and the order of rows", default: "0" },
  runs: { type: "string", description: "folder for run folders", default: "runs" },
  "fail-under": { type: "string", description: "exit with 1 where a metric is lower, such as accuracy=0.8" },
  resume: { type: "string", description: "run folder to go on with, with the options it began with" },
  json: { type: "boolean", description: "one JSON object for each epoch, and the result, on standard output" },
  quiet: { type: "boolean", description: "no messages but errors" },
  ...readingArgs,
  lang: { type: "string", description: "language of the messages: en, zh (else from LANG)" },
} satisfies ArgsDef;

/** The words of the command line that decide the numbers of a training; a resumed run must have the same. */
const deciding = [
  "target",
  "layers",
  "activation",
  "loss",
  "optimizer",
  "initializer",
  "dropout",
  "l1",
  "l2",
  "max-norm",
  "clip-norm",
  "schedule",
  "learning-rate",
  "batch",
  "patience",
  "seed",
  "types",
  "group",
  "ignore",
];

/** `chainrule train`: from a CSV file to a run folder and a result beside two baselines. */
export const command: CommandDef = defineCommand({
  meta: { name: "train", description: "Train a network on a table and compare it with two baselines" },
  args,
  run: async ({ args: given }) => {
    const messages = await messagesIn(given.lang, process.env);
    const texts = await findingTexts(given.lang, process.env);
    const say = (text: string): void => {
      if (given.quiet !== true) process.stderr.write(`${text}\n`);
    };
    const layers = listOption("layers", given.layers, { whole: true, least: 1 });
    const whole = { whole: true, least: 1 };
    const seed = numberOption("seed", given.seed, { whole: true });
    const learningRate = numberOption("learning-rate", given["learning-rate"], { above: true });
    const [epochs, batch, patience] = [
      numberOption("epochs", given.epochs, whole),
      numberOption("batch", given.batch, whole),
      numberOption("patience", given.patience, whole),
    ];
    const optimizer = await lookUp<Optimizer | Solver>(
      "optimizer",
      { ...catalogs.optimizers, ...catalogs.solvers },
      given.optimizer,
      // A solver finds its own step.
      Object.hasOwn(catalogs.solvers, given.optimizer.split(":")[0]!) ? {} : { learningRate },
    );
    const shaping = {
      ...(given.initializer === undefined
        ? {}
        : { initializer: await lookUp<Initializer>("initializer", catalogs.initializers, given.initializer) }),
      ...(given.schedule === undefined
        ? {}
        : { schedule: await lookUp<Schedule>("schedule", catalogs.schedules, given.schedule) }),
      ...(given["clip-norm"] === undefined
        ? {}
        : { clip: clipByNorm(numberOption("clip-norm", given["clip-norm"], { above: true })) }),
      ...(given["max-norm"] === undefined
        ? {}
        : { constraint: maxNorm(numberOption("max-norm", given["max-norm"], { above: true })) }),
      dropout: numberOption("dropout", given.dropout, {}),
      ...penalty(numberOption("l1", given.l1, {}), numberOption("l2", given.l2, {})),
    };
    const activation = await lookUp<Activation>("activation", catalogs.activations, given.activation);
    const chosen = given.loss === undefined ? undefined : await lookUp<Loss>("loss", catalogs.losses, given.loss);

    const demands = (given["fail-under"] ?? "")
      .split(",")
      .filter((part) => part !== "")
      .map((part) => {
        const [metric = "", text = ""] = part.split("=");
        return { metric, least: numberOption("fail-under", text, { least: -Infinity }) };
      });
    const table = await readCsv(given.file, readingOptions(given));
    const prepared = prepare(table, {
      target: given.target,
      seed,
      ...(given.group === undefined ? {} : { group: given.group }),
    });
    const { task, training, validation, test, encoders, dropped } = prepared;
    const inputs = inputCount(encoders);
    const options = Object.fromEntries(Object.keys(args).map((name) => [name, given[name as keyof typeof args]]));
    const loss = chosen ?? lossFor(task);
    checkFits(task, loss);
    const folder = given.resume ?? newRunFolder(given.runs);
    const resume = given.resume === undefined ? undefined : loadCheckpoint(folder);
    if (resume === undefined) writeWhole(join(folder, "options.json"), `${JSON.stringify(options, null, 2)}\n`);
    else checkSameOptions(folder, options);
    say(messages.source(sourceFacts(table)));
    say(messages.columns({ rows: table.rowCount, inputs, target: task.target, task: task.kind }));
    const findings = checkTable(table, given.target).filter(({ code }) => code !== "W202");
    for (const text of findingLines(findings, texts)) say(text);
    for (const one of dropped) say(messages.dropped({ ...one, column: inert(one.column) }));
    say(messages.split({ training: training.rowCount, validation: validation.rowCount, test: test.rowCount, seed }));
    say(messages.training({ optimizer: given.optimizer, loss: loss.name, rate: learningRate, batch, patience }));
    if (resume !== undefined) say(messages.resuming({ folder, epoch: resume.epoch }));

    // The first Ctrl-C saves and stops; a second one ends the process at once.
    const controller = new AbortController();
    process.once("SIGINT", () => controller.abort());
    const run = trainTable(prepared, {
      layers,
      activation,
      loss,
      ...shaping,
      optimizer,
      seed,
      epochs,
      batch,
      patience,
      checkpoint: checkpointsIn(folder),
      signal: controller.signal,
      ...(resume === undefined ? {} : { resume }),
    });
    const line = new ProgressLine(process.stderr, epochs, training.rowCount, messages, resume?.epoch);
    const curve: { epoch: number; loss: number; validation: number | undefined }[] = [...(resume?.curve ?? [])];
    for await (const progress of run) {
      curve.push({ epoch: progress.epoch, loss: progress.loss, validation: progress.validation?.loss });
      if (given.json === true) {
        const { epoch, loss: seen, validation: held, rate } = progress;
        process.stdout.write(
          `${JSON.stringify({ event: "epoch", epoch, loss: seen, validation: held?.loss, rate })}\n`,
        );
      }
      if (given.quiet !== true) line.update(progress);
    }
    if (given.quiet !== true) line.finish();
    if (controller.signal.aborted) {
      say(messages.interrupted({ folder }));
      process.exitCode = 130;
      return;
    }
    const model = await run;
    const shape = [inputs, ...layers, model.outputs].join(" → ");
    say(messages.network({ layers: shape, parameters: arenaSize(model.network.parameters([inputs])) }));
    const comparison = await compare(table, prepared, model, seed);
    const text =
      given.json === true
        ? JSON.stringify({ event: "result", folder, comparison })
        : comparisonLines(comparison, task.kind === "regression", messages).join("\n");
    process.stdout.write(`${text}\n`);
    const failed = demands.filter(({ metric, least }) => {
      const found = comparison.network.metrics[metric];
      if (found === undefined)
        throw new ArgumentError(`there is no metric "${metric}"`, {
          place: "--fail-under",
          expected: Object.keys(comparison.network.metrics).join(", "),
        });
      if (found.value >= least) return false;
      say(messages.below({ metric, value: found.value, least }));
      return true;
    });
    if (failed.length > 0) process.exitCode = 1;
    saveModel(folder, model, { task, encoders, dropped });
    const report = {
      file: given.file,
      source: table.source,
      options,
      task,
      findings,
      comparison,
      curve,
    };
    writeWhole(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
    // The page and its charts are loaded only when there is something to draw.
    const { reportPage } = await import("../../report/page.ts");
    const page = reportPage(
      {
        title: `${inert(basename(given.file))} · ${inert(task.target)}`,
        comparison,
        curve,
        findings: findingLines(findings, texts),
        configuration: { ...options, version },
      },
      reportWords(comparison, task.kind === "regression", messages),
    );
    writeWhole(join(folder, "report.html"), page);
    say(messages.saved({ folder }));
  },
}) as unknown as CommandDef;

/** The penalty of weights by L1, L2 or both. */
function penalty(first: number, second: number): { regularizer?: Regularizer } {
  if (first === 0 && second === 0) return {};
  if (second === 0) return { regularizer: l1(first) };
  return { regularizer: first === 0 ? l2(second) : elasticNet(first, second) };
}

/** @throws FileError that names the first option that differs from those a run began with. */
function checkSameOptions(folder: string, options: Readonly<Record<string, unknown>>): void {
  const path = join(folder, "options.json");
  let before: Record<string, unknown>;
  try {
    if (!existsSync(path)) throw new Error("no file");
    before = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  } catch (error) {
    throw new FileError("the options of the run cannot be read", {
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
  for (const name of deciding)
    if (before[name] !== options[name])
      throw new FileError(`--${name} is not what the run began with`, {
        place: folder,
        expected: String(before[name]),
        found: String(options[name]),
      });
}

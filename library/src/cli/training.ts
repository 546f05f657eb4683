import { basename } from "node:path";
import { checkTable } from "../data/checks/index.ts";
import type { Finding } from "../data/findings.ts";
import { inputBlocks, inputCount } from "../data/inputs.ts";
import type { Prepared, PrepareOptions } from "../data/prepare.ts";
import type { Table } from "../data/table.ts";
import { usualFolds } from "../experiment/defaults.ts";
import { lossForAll, type TabularOptions } from "../experiment/tabular.ts";
import {
  checkpointsIn,
  columnImportance,
  type Experiment,
  experiment,
  loadCheckpoint,
  type Report,
  readCsv,
  reportOf,
  saveModel,
  sha256Of,
  summarize,
  writeRejects,
} from "../node.ts";
import { inert } from "../util/inert.ts";
import type { Context } from "./command.ts";
import { decisionsOf } from "./decisions.ts";
import { type Demand, demandsOf, failedDemands } from "./demands.ts";
import { optionalNumber } from "./numbers.ts";
import { type Given, type NamesIn, namesIn } from "./options.ts";
import { findingLines } from "./printing.ts";
import { ProgressLine } from "./progress.ts";
import { readingOptions, sourceFacts } from "./reading.ts";
import { commandOf, configurationOf, writeReport } from "./report.ts";
import { reportLines } from "./results.ts";
import { prepareOptions, trainingSettings } from "./settings.ts";
import { terminalOf } from "./terminal.ts";

/** The options that `train` and `search` share. */
export type TrainingName = NamesIn<"preparing" | "reading" | "network" | "training" | "keeping" | "manners">;
export const trainingNames: readonly TrainingName[] = namesIn(
  "preparing",
  "reading",
  "network",
  "training",
  "keeping",
  "manners",
);

/** Their values. */
export type TrainingGiven = Given<TrainingName>;

/** A table that was read and checked, with what is to be predicted. */
export interface Checked {
  readonly file: string;
  readonly table: Table;
  readonly prepare: PrepareOptions;
  readonly findings: readonly Finding[];
  readonly folds: number | undefined;
  /** What `--fail-under` asks of the result. */
  readonly demands: readonly Demand[];
}

/** Reads and checks the table of a training, and says what was noticed. */
export async function checkedTable(context: Context, given: TrainingGiven, file: string): Promise<Checked> {
  const { say, words, changed } = context;
  const { messages } = words;
  // What is wrong here must not come to light only when everything has been trained.
  const demands = demandsOf(given["fail-under"]);
  const reading = readingOptions(given);
  const table = await readCsv(file, reading);
  say(line(context, "reading", `${inert(basename(file))}   ${messages.source(sourceFacts(table))}`));
  const testFile = given["test-file"];
  const testTable =
    testFile === undefined ? undefined : await readCsv(testFile, { ...reading, like: table.readings ?? {} });
  const prepare = prepareOptions(given, testTable);
  const { target, tasks = {}, group, weights } = prepare;
  const aside = [group, weights].flatMap((name) => (name === undefined ? [] : [name]));
  const findings = checkTable(table, { target, tasks, aside });
  for (const text of findingLines(findings, words.findings, changed, given.verbose ? Infinity : undefined)) say(text);
  const asked = optionalNumber("folds", given.folds, { whole: true });
  const split = given["test-file"] !== undefined || given.test !== undefined;
  const folds = asked ?? (split ? undefined : usualFolds(findings));
  return { file, table, prepare, findings, folds: folds !== undefined && folds >= 2 ? folds : undefined, demands };
}

/** A line that begins with a verb, all verbs as wide as the widest. */
export function line({ words }: Context, verb: keyof Context["words"]["messages"]["verbs"], text: string): string {
  return ` ${words.messages.verbs[verb].padEnd(words.language === "zh" ? 4 : 9)} ${text}`;
}

/** What a training is called with besides a table. */
export interface TrainingCall {
  readonly command: "train" | "search";
  readonly folder: string;
  readonly resumes: boolean;
  readonly checked: Checked;
  readonly given: TrainingGiven;
  /** What a search has found: the training with it, and the options that say the same. */
  readonly found?: {
    readonly adapt: (training: TabularOptions) => TabularOptions;
    readonly options: Partial<TrainingGiven>;
  };
  readonly signal: AbortSignal;
}

/** Trains, judges and keeps a network, telling of it on the way. */
export async function trainAndKeep(context: Context, call: TrainingCall): Promise<void> {
  const { given, folder, checked, command, signal } = call;
  const { say, print, words } = context;
  const { messages } = words;
  const began = performance.now();
  const resume = call.resumes ? loadCheckpoint(folder) : undefined;
  let progress: ProgressLine | undefined;
  let configuration: Report["configuration"] = {};
  let settled: TabularOptions | undefined;
  const found = await experiment(
    checked.table,
    {
      prepare: checked.prepare,
      ...(checked.folds === undefined ? {} : { folds: checked.folds }),
      signal,
      training: async ({ training, encoders }) => {
        const size = { rows: training.rowCount, inputs: inputCount(encoders) };
        const usual = await trainingSettings(given, size);
        const adapted = call.found?.adapt(usual) ?? usual;
        configuration = effective({ ...given, ...call.found?.options }, checked, adapted);
        settled = adapted;
        return { ...adapted, checkpoint: checkpointsIn(folder), ...(resume === undefined ? {} : { resume }) };
      },
    },
    {
      prepared: (prepared, training) => {
        for (const text of planLines(context, prepared, training, checked, given)) say(text);
        if (resume !== undefined) say(messages.resuming({ folder, epoch: resume.epoch }));
        const { interactive } = context.messages;
        const target = {
          interactive,
          get columns() {
            return terminalOf(process.stderr, process.env).columns;
          },
          write: (text: string) => process.stderr.write(text),
        };
        const length = { epochs: training.epochs, rows: prepared.training.rowCount, first: resume?.epoch };
        progress = new ProgressLine(target, length, messages);
      },
      epoch: (now) => {
        const { epoch, loss, validation, rate } = now;
        if (given.json) print(JSON.stringify({ event: "epoch", epoch, loss, validation: validation?.loss, rate }));
        if (!given.quiet) progress?.update(now);
      },
      trained: () => {
        if (!given.quiet) progress?.finish();
      },
      fold: (done, folds) => context.note(messages.fold({ done, folds })),
    },
  );
  if (found === undefined) {
    if (!given.quiet) progress?.finish();
    say(messages.interrupted({ folder, command }));
    process.exitCode = 130;
    return;
  }
  const report = await reportOfRun(call, configuration, found, (performance.now() - began) / 1000);
  saveModel(folder, found.model, found.prepared);
  await writeReport(folder, report, words.results, words.findings, await decisionsOf(found, settled, words.language));
  const { rejected = [] } = checked.table;
  if (rejected.length > 0) {
    const path = `${folder}/rejects.csv`;
    writeRejects(path, checked.table);
    say(messages.rejected({ count: rejected.length, path }));
  }
  if (given.json) print(JSON.stringify({ event: "result", folder, report }));
  else print(reportLines(report, words.results, { ...context.output, folder }).join("\n"));
  const failed = failedDemands(
    checked.demands,
    report.results.map(({ comparison }) => comparison.network),
  );
  for (const facts of failed) say(messages.missed(facts));
  if (failed.length > 0) process.exitCode = 1;
}

/** What is about to happen: columns, split, network, training. */
function planLines(
  context: Context,
  { tasks, encoders, leftOut, training, validation, test }: Prepared,
  settings: TabularOptions,
  { table, prepare, folds }: Checked,
  given: TrainingGiven,
): string[] {
  const { messages } = context.words;
  const kinds = (["numeric", "date", "categorical"] as const).flatMap((kind) => {
    const count = table.columns.filter((column) => column.kind === kind).length;
    return count === 0 ? [] : [messages.kindCount({ kind, count })];
  });
  const toPredict = tasks.map((task) =>
    messages.task({
      target: inert(task.target),
      kind: task.kind,
      classes: task.kind === "regression" ? 0 : task.classes.length,
    }),
  );
  const inputs = inputCount(encoders);
  const outputs = tasks.reduce((sum, task) => sum + (task.kind === "classes" ? task.classes.length : 1), 0);
  const widths = [inputs, ...settings.layers, outputs];
  const terms = widths.slice(1).map((width, i) => `(${widths[i]}×${width}+${width})`);
  const count = widths.slice(1).reduce((sum, width, i) => sum + widths[i]! * width + width, 0);
  // Layers with parameters of their own are counted by `summary`.
  const plain = settings.normalization === undefined && typeof settings.activation === "function";
  const { learningRate } = "advance" in settings.optimizer ? { learningRate: undefined } : settings.optimizer;
  return [
    line(context, "columns", messages.columns({ kinds: kinds.join(", "), tasks: toPredict.join("; "), inputs })),
    ...(given.verbose
      ? inputBlocks(encoders).map(({ column, width }, i) =>
          line(
            context,
            "columns",
            messages.encoder({ column: inert(column), encoder: encoders[i]!.kind, inputs: width }),
          ),
        )
      : []),
    ...leftOut.map((one) => line(context, "leftOut", messages.leftOut({ ...one, column: inert(one.column) }))),
    line(
      context,
      "split",
      messages.split({
        training: training.rowCount,
        validation: validation.rowCount,
        test: test.rowCount,
        seed: prepare.seed ?? 0,
        folds,
        testFile: given["test-file"],
        group: prepare.group,
      }),
    ),
    line(
      context,
      "network",
      messages.network({
        layers: widths.join(" → "),
        parameters: plain ? `${terms.join("+")} = ${count}` : undefined,
      }),
    ),
    line(
      context,
      "training",
      messages.training({
        optimizer: settings.optimizer.name,
        loss: lossForAll(tasks, settings.loss).name,
        rate: learningRate,
        batch: settings.batch,
        epochs: settings.epochs,
        patience: validation.rowCount === 0 ? undefined : settings.patience,
      }),
    ),
  ];
}

/** The options on which it depends what a run comes to: not where it is kept, how it is told, or what was searched. */
const decisive: readonly string[] = ["file", ...namesIn("preparing", "reading", "network", "training"), "fail-under"];

/** The options as they were said, and what was chosen where nothing was: with it the run can be repeated. */
function effective(given: TrainingGiven, { folds }: Checked, training: TabularOptions): Report["configuration"] {
  const { layers, batch, epochs, patience, optimizer } = training;
  const rate = "advance" in optimizer ? undefined : String(optimizer.learningRate);
  const chosen = {
    ...given,
    layers: layers.join(","),
    batch: String(batch),
    epochs: String(epochs),
    patience: String(patience),
    "learning-rate": rate,
    folds: given["test-file"] === undefined && folds === undefined ? given.folds : String(folds ?? 1),
  };
  return configurationOf(chosen, decisive);
}

/** Everything that a run tells, as data. */
async function reportOfRun(
  { checked }: TrainingCall,
  configuration: Report["configuration"],
  found: Experiment,
  seconds: number,
): Promise<Report> {
  const { file, table, prepare, findings, folds } = checked;
  const { prepared, model, outcomes, curve } = found;
  const importance = await columnImportance(found, prepare.seed ?? 0);
  // Standard input is gone when the rows have been read.
  const sha256 = file === "-" ? undefined : await sha256Of(file);
  return reportOf({
    source: {
      file,
      rows: table.rowCount,
      columns: table.columns.length,
      ...table.source,
      ...(sha256 === undefined ? {} : { sha256 }),
    },
    configuration,
    // What a search has found is trained again without searching.
    command: commandOf("train", configuration),
    seeds: { seed: prepare.seed ?? 0 },
    split: {
      method:
        prepare.group !== undefined ? "grouped" : prepared.tasks[0]!.kind === "regression" ? "random" : "stratified",
      training: prepared.training.rowCount,
      validation: prepared.validation.rowCount,
      test: outcomes[0]!.comparison.network.rows,
      ...(prepare.group === undefined ? {} : { group: prepare.group }),
      ...(folds === undefined ? {} : { folds }),
    },
    findings,
    leftOut: prepared.leftOut,
    results: outcomes.map(({ task, comparison }, k) => ({
      target: task.target,
      task,
      comparison,
      importance: importance[k]!,
    })),
    curve,
    summary: summarize(model),
    node: process.version,
    times: { finished: new Date().toISOString(), seconds: Number(seconds.toFixed(3)) },
  });
}

import { inputCount } from "../../data/inputs.ts";
import type { TabularOptions } from "../../experiment/tabular.ts";
import {
  checkpointsIn,
  type Experiment,
  experiment,
  loadCheckpoint,
  profileTraining,
  type Report,
  saveModel,
  trainOptionsOf,
  writeRejects,
} from "../../node.ts";
import type { Taken } from "../../runtime/backend.ts";
import { trainingSettings } from "../arguments/settings.ts";
import type { Context } from "../command.ts";
import { profileData, profileLines } from "../results/profile-lines.ts";
import { reportLines } from "../results/report-lines.ts";
import { ProgressLine } from "../screen/progress.ts";
import { terminalOf } from "../screen/terminal.ts";
import type { Checked } from "./checked-table.ts";
import { decisionsOf } from "./decisions.ts";
import { failedDemands } from "./demands.ts";
import type { TrainingGiven } from "./given.ts";
import { planLines } from "./plan.ts";
import { effective, reportOfRun, writeReport } from "./report.ts";

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
  /** Whether the kernels of a step are timed afterwards. */
  readonly profile?: boolean;
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
        const taken = ({ backend, instead }: Taken): void => {
          if (instead !== undefined && configuration["backend"] !== backend)
            say(messages.withoutNative({ reason: instead.message }));
          // The run is repeated with what was taken.
          configuration = { ...configuration, backend };
        };
        return { ...adapted, taken, checkpoint: checkpointsIn(folder), ...(resume === undefined ? {} : { resume }) };
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
  const report = await reportOfRun(checked, configuration, found, (performance.now() - began) / 1000);
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
  if (call.profile === true && settled !== undefined) await tellProfile(context, found, settled, given.json);
  const failed = failedDemands(
    checked.demands,
    report.results.map(({ comparison }) => comparison.network),
  );
  for (const facts of failed) say(messages.missed(facts));
  if (failed.length > 0) process.exitCode = 1;
}

/** Times the steps of a training that has ended, in a session of their own: nothing of what was trained can change. */
async function tellProfile(
  { print, words, output }: Context,
  { prepared, model }: Experiment,
  settled: TabularOptions,
  json: boolean,
): Promise<void> {
  const options = trainOptionsOf(prepared, settled);
  const profile = await profileTraining(model.network, prepared.training, options, { from: model });
  if (json) print(JSON.stringify({ event: "profile", ...profileData(profile) }));
  else print(["", ...profileLines(profile, words.programs, output)].join("\n"));
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Prepared, prepare } from "../../data/prepare.ts";
import type { Table } from "../../data/table.ts";
import type { TabularOptions } from "../../experiment/tabular.ts";
import type { Network } from "../../nn/network.ts";
import { networkFor, readCsv, trainOptionsOf } from "../../node.ts";
import type { TrainOptions } from "../../runtime/train.ts";
import { FileError } from "../../util/errors.ts";
import { readingOptions } from "../arguments/reading.ts";
import { prepareOptions, trainingSettings } from "../arguments/settings.ts";
import type { CommandName } from "../messages/help.ts";
import { CommandError } from "../problem.ts";
import type { TrainingGiven } from "./given.ts";

/** The options with which a run was made. */
export type KeptOptions = TrainingGiven & { readonly file?: string };

/** A training that could begin: its rows are ready, and its settings are chosen. */
export interface GivenTraining {
  readonly table: Table;
  readonly prepared: Prepared;
  readonly training: TabularOptions;
  readonly network: Network;
  readonly options: TrainOptions;
}

/** Makes a training ready from its options, as `train` does, without checking the table or beginning. */
export async function givenTraining(given: TrainingGiven, file: string): Promise<GivenTraining> {
  const table = await readCsv(file, readingOptions(given));
  const options = prepareOptions(given, undefined);
  const apart = Number(given.folds) >= 2 || given["test-file"] !== undefined;
  const prepared = prepare(table, apart ? { ...options, test: 0 } : options);
  const { training: examples, tasks } = prepared;
  const size = { rows: examples.rowCount, inputs: examples.inputs.length / examples.rowCount };
  const training = await trainingSettings(given, size);
  return {
    table,
    prepared,
    training,
    network: networkFor(tasks, training),
    options: trainOptionsOf(prepared, training),
  };
}

/** The table of a run: the one that is named, or the one that it was made from; standard input cannot be had again. */
export function tableOf({ file: kept }: KeptOptions, named: string | undefined, command: CommandName): string {
  const path = named ?? (kept === "-" ? undefined : kept);
  if (path === undefined) throw new CommandError((texts) => texts.missingArgument({ name: "FILE", command }));
  return path;
}

/** The options of a run, those that were said and those that were chosen. @throws FileError E403, E404 */
export function keptOptions(folder: string): KeptOptions {
  const path = join(folder, "options.json");
  if (!existsSync(path))
    throw new FileError("this is no run folder", {
      code: "E403",
      place: folder,
      expected: "a file options.json in it",
    });
  try {
    const said = JSON.parse(readFileSync(path, "utf8")) as KeptOptions;
    const report = join(folder, "report.json");
    // What was chosen where nothing was said, or found by a search, stands in the report.
    const { configuration = {} } = existsSync(report)
      ? (JSON.parse(readFileSync(report, "utf8")) as { configuration?: Partial<KeptOptions> })
      : {};
    return { ...said, ...configuration };
  } catch (error) {
    throw new FileError("the options of the run cannot be read", {
      code: "E404",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}

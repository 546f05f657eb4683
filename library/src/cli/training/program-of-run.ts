import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "../../compiler/loops.ts";
import type { Preparation } from "../../data/prepare.ts";
import { widthOf } from "../../data/task.ts";
import { inferenceProgram, lossForAll, type Report, trainingProgram } from "../../node.ts";
import type { Model } from "../../runtime/model.ts";
import { trainingSettings } from "../arguments/settings.ts";
import { keptOptions } from "./given-training.ts";

/** A program of a run, and how many rows it works on. */
export interface ProgramOfRun {
  readonly program: Program;
  readonly rows: number;
  /** Whether it is a training step, and not the network alone. */
  readonly training: boolean;
}

/** So many rows are answered at once, where a model does not say how it was trained. */
const block = 1024;

/**
 * The program of a run's training step, from its options and its report; without them (a model as a single file) the one
 * that answers. Its table need not be there: sizes are enough.
 */
export async function programOfRun(
  folder: string,
  model: Model,
  preparation: Preparation | undefined,
): Promise<ProgramOfRun> {
  const report = join(folder, "report.json");
  if (preparation === undefined || !existsSync(report))
    return { program: await inferenceProgram(model, block), rows: block, training: false };
  const given = keptOptions(folder);
  const { split } = JSON.parse(readFileSync(report, "utf8")) as Pick<Report, "split">;
  const { training: rowCount } = split;
  const settings = await trainingSettings(given, { rows: rowCount, inputs: model.inputs });
  const { tasks } = preparation;
  const { optimizer } = settings;
  const batch = "advance" in optimizer ? rowCount : Math.min(settings.batch, rowCount);
  const program = await trainingProgram(model.network, optimizer, {
    rowCount,
    inputs: model.inputs,
    targets: tasks.reduce((sum, task) => sum + widthOf(task), 0),
    batch,
    accumulate: settings.accumulate ?? 1,
    weighted: given.weights !== undefined || given["class-weights"] !== undefined,
    loss: lossForAll(tasks, settings.loss),
    clip: settings.clip,
    seed: settings.seed,
    shuffle: true,
  });
  return { program, rows: batch, training: true };
}

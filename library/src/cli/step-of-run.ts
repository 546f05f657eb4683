import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeRows, knownRows, type Preparation } from "../data/prepare.ts";
import type { Table } from "../data/table.ts";
import type { StepFacts } from "../explain/index.ts";
import { hasCheckpoint, loadCheckpoint, loadRun, lossForAll, readCsv } from "../node.ts";
import { arenas } from "../runtime/parameters.ts";
import { FileError } from "../util/errors.ts";
import type { Given, NamesIn } from "./options.ts";
import { CommandError } from "./problem.ts";
import { readingOptions } from "./reading.ts";
import { trainingSettings } from "./settings.ts";

/** The options with which a run was made. */
type Kept = Given<NamesIn<"network" | "training" | "reading">> & { readonly file?: string };

/** A run with the table that it was made from: everything but which rows are looked at. */
export interface SavedStep {
  readonly table: Table;
  readonly preparation: Preparation;
  /** The rows whose answers are known. */
  readonly known: Int32Array;
  /** Whether nothing is known of the optimizer's slots for the saved weights: it begins anew. */
  readonly fresh: boolean;
  /** The next step on some rows of the table. */
  readonly on: (rows: Int32Array) => StepFacts;
}

/**
 * The next training step of a run from its saved weights: dropout off, stored statistics.
 *
 * The optimizer goes on with its slots where the last checkpoint holds the same weights; else it begins anew.
 *
 * @throws FileError E403 where there is no such run, CommandError where it was not trained on a table.
 */
export async function savedStep(folder: string, file: string | undefined): Promise<SavedStep> {
  const { model, preparation } = await loadRun(folder);
  if (preparation === undefined) throw new CommandError((texts) => texts.notOfTable({ place: folder }));
  const given = keptOptions(folder);
  const path = file ?? given.file;
  if (path === undefined)
    throw new CommandError((texts) => texts.missingArgument({ name: "FILE", command: "explain" }));
  const table = await readCsv(path, { ...readingOptions(given), types: {}, like: preparation.readings });
  // Layers and batch stand in the model already: only loss, optimizer and clipping are asked for.
  const { training } = await trainingSettings(given, { rows: table.rowCount, inputs: model.inputs });
  const { optimizer, clip } = training;
  const checkpoint = hasCheckpoint(folder) ? loadCheckpoint(folder) : undefined;
  const same = checkpoint?.arenas[arenas.parameters]?.every((value, i) => value === model.weights[i]) === true;
  const slots = Object.fromEntries(
    Object.entries(checkpoint?.arenas ?? {}).flatMap(([name, values]) =>
      name.startsWith("slot.") ? [[name.slice("slot.".length), values] as const] : [],
    ),
  );
  return {
    table,
    preparation,
    known: knownRows(table, preparation.tasks),
    fresh: !same,
    on: (rows) => {
      const { inputs, targets, rowCount } = encodeRows(table, preparation, rows);
      return {
        network: model.network,
        rows: { inputs, targets, rowCount },
        weights: model.weights,
        layerState: model.layerState,
        loss: lossForAll(preparation.tasks, training.loss),
        ...("advance" in optimizer ? {} : { optimizer }),
        ...(clip === undefined ? {} : { clip }),
        ...(same && !("advance" in optimizer) ? { slots } : {}),
      };
    },
  };
}

function keptOptions(folder: string): Kept {
  const path = join(folder, "options.json");
  if (!existsSync(path))
    throw new FileError("this is no run folder", {
      code: "E403",
      place: folder,
      expected: "a file options.json in it",
    });
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Kept;
  } catch (error) {
    throw new FileError("the options of the run cannot be read", {
      code: "E404",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}

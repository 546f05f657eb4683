import { encodeRows, knownRows, type Preparation } from "../../data/prepare.ts";
import type { Table } from "../../data/table.ts";
import type { StepFacts } from "../../explain/index.ts";
import { hasCheckpoint, loadCheckpoint, loadRun, lossForAll, type PastStep, pastStep, readCsv } from "../../node.ts";
import { arenas } from "../../runtime/parameters.ts";
import { readingOptions } from "../arguments/reading.ts";
import { trainingSettings } from "../arguments/settings.ts";
import { CommandError } from "../problem.ts";
import { givenTraining, keptOptions, tableOf } from "./given-training.ts";

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
  const path = tableOf(given, file, "explain");
  const table = await readCsv(path, { ...readingOptions(given), types: {}, like: preparation.readings });
  // Layers and batch stand in the model already: only loss, optimizer and clipping are asked for.
  const training = await trainingSettings(given, { rows: table.rowCount, inputs: model.inputs });
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

/** A step that a run has done, with the rows of its batch. */
export interface HappenedStep {
  readonly table: Table;
  readonly preparation: Preparation;
  readonly past: PastStep;
  /** The rows of the batch in the table. */
  readonly rows: Int32Array;
  /** Whether rows can be looked at one by one: nothing is dropped, and no layer looks at the whole batch. */
  readonly separable: boolean;
  /** The step on some of the rows of its batch. */
  readonly on: (rows: Int32Array) => StepFacts;
}

/**
 * Rebuilds a step that a run has done, from its table and its options: weights, slots, batch, masks and statistics.
 *
 * @throws FileError E403 where there is no such run, ArgumentError where it has no such step.
 */
export async function happenedStep(folder: string, file: string | undefined, step: number): Promise<HappenedStep> {
  const given = keptOptions(folder);
  const { table, prepared, training, network, options } = await givenTraining(given, tableOf(given, file, "explain"));
  const { training: examples, tasks } = prepared;
  const inputs = examples.inputs.length / examples.rowCount;
  const nearest = hasCheckpoint(folder, "best") ? loadCheckpoint(folder, "best") : undefined;
  const past = await pastStep(network, examples, options, step, nearest);
  const rows = past.rows.map((place) => examples.rows[place]!);
  const { weights } = examples;
  const weightOf = weights && new Map(Array.from(examples.rows, (row, place) => [row, weights[place]!]));
  const { optimizer, clip, seed } = training;
  return {
    table,
    preparation: prepared,
    past,
    rows,
    separable: network.streams([inputs]) === 0 && network.states([inputs]).length === 0,
    on: (some) => {
      const encoded = encodeRows(table, prepared, some);
      return {
        network,
        rows: {
          inputs: encoded.inputs,
          targets: encoded.targets,
          rowCount: encoded.rowCount,
          ...(weightOf === undefined ? {} : { weights: Float64Array.from(some, (row) => weightOf.get(row)!) }),
        },
        weights: past.weights,
        layerState: past.layerState,
        loss: lossForAll(tasks, training.loss),
        // One row makes no update: the batch does.
        ...("advance" in optimizer || some.length < rows.length ? {} : { optimizer }),
        slots: past.slots,
        step: past.draw,
        update: past.update,
        ...(past.carried === undefined || some.length < rows.length ? {} : { carried: past.carried }),
        ...(past.rate === undefined ? {} : { rate: past.rate }),
        ...(past.solved === undefined || some.length < rows.length ? {} : { solved: past.solved }),
        ...(clip === undefined ? {} : { clip }),
        mode: "training",
        seed,
      };
    },
  };
}

import type { Network } from "../nn/network.ts";
import { ArgumentError } from "../util/errors.ts";
import { permutation } from "../util/random.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { arenas } from "./parameters.ts";
import { type Examples, type TrainOptions, train } from "./train.ts";

/** A step that a training has really done: everything as it was right before. */
export interface PastStep {
  readonly step: number;
  readonly epoch: number;
  /** The batch, as places among the examples. */
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly layerState: Float64Array;
  readonly slots: Readonly<Record<string, Float64Array>>;
  /** The learning rate of the step. */
  readonly rate: number;
  /** The number of the update that the step belongs to, from 1. */
  readonly update: number;
  /** For a micro-batch: what the ones before it have added up, and whether the update comes now. */
  readonly carried: { readonly gradient: Float64Array; readonly count: number; readonly last: boolean } | undefined;
}

const slotMark = "slot.";

/**
 * Rebuilds a step of a training, bit for bit, by doing the training again up to it; from a checkpoint before it, where
 * there is one.
 *
 * @param options those of the training; its seed decides order of rows, weights and draws.
 * @param step from 1.
 * @throws ArgumentError where the training ended before that step, or has a solver.
 */
export async function pastStep(
  network: Network,
  examples: Examples,
  options: TrainOptions,
  step: number,
  nearest?: Checkpoint,
): Promise<PastStep> {
  const { optimizer, seed = 0, shuffle = true, schedule, accumulate = 1 } = options;
  if ("advance" in optimizer)
    throw new ArgumentError("only steps that are one batch and one update can be rebuilt", { found: "a solver" });
  const { rowCount } = examples;
  const batch = Math.min(options.batch ?? rowCount, rowCount);
  const perEpoch = Math.ceil(rowCount / batch);
  const doneIn = ({ epoch, position }: Checkpoint): number => (epoch - 1) * perEpoch + position;
  let found: Checkpoint | undefined;
  const { resume: _begun, signal: _signal, ...own } = options;
  await train(network, examples, {
    ...own,
    ...(nearest !== undefined && doneIn(nearest) < step ? { resume: nearest } : {}),
    until: step - 1,
    checkpoint: {
      seconds: Number.POSITIVE_INFINITY,
      save: (checkpoint) => {
        found = checkpoint;
      },
    },
  });
  const done = found === undefined ? 0 : doneIn(found);
  if (found === undefined || done !== step - 1 || found.epoch > options.epochs)
    throw new ArgumentError("the training has no such step", {
      expected: `1 to ${Math.min(done, options.epochs * perEpoch)}`,
      found: String(step),
    });
  const { epoch, position } = found;
  const order = shuffle ? permutation(seed, epoch, rowCount) : Int32Array.from({ length: rowCount }, (_, i) => i);
  const base = optimizer.learningRate;
  const update = (epoch - 1) * Math.ceil(perEpoch / accumulate) + Math.floor(position / accumulate) + 1;
  return {
    step,
    epoch,
    rows: order.slice(position * batch, Math.min(rowCount, (position + 1) * batch)),
    weights: found.arenas[arenas.parameters]!,
    layerState: found.arenas[arenas.layerState] ?? new Float64Array(0),
    slots: Object.fromEntries(
      Object.entries(found.arenas).flatMap(([name, values]) =>
        name.startsWith(slotMark) ? [[name.slice(slotMark.length), values] as const] : [],
      ),
    ),
    update,
    carried:
      accumulate === 1
        ? undefined
        : {
            gradient: found.arenas[arenas.gradient]!,
            count: found.arenas[arenas.count]?.[0] ?? 0,
            last: (position + 1) % accumulate === 0 || position + 1 === perEpoch,
          },
    rate:
      schedule === undefined
        ? base
        : schedule.rate(base, schedule.unit === "step" ? update - 1 : epoch - 1, found.schedule),
  };
}

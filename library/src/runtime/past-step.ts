import type { Network } from "../nn/network.ts";
import type { LineSearch, Solver, SolverState } from "../nn/solvers/_solver.ts";
import { ArgumentError } from "../util/errors.ts";
import { permutation } from "../util/random.ts";
import { backendOf } from "./backend.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { rowStates } from "./objective.ts";
import { arenas } from "./parameters.ts";
import { checkRows, writeRows } from "./rows.ts";
import { solverProblem } from "./solver-learner.ts";
import { type Examples, type TrainOptions, train } from "./train.ts";

/** An iteration of a solver. */
export interface SolvedStep {
  readonly solver: Solver;
  /** The engine's value and gradient over all rows. */
  readonly value: number;
  readonly gradient: Float64Array;
  readonly memory: SolverState["memory"];
  readonly search: LineSearch;
  /** The weights after it. */
  readonly next: Float64Array;
}

/** A step that a training has really done: everything as it was right before. */
export interface PastStep {
  readonly step: number;
  readonly epoch: number;
  /** The batch, as places among the examples. */
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly layerState: Float64Array;
  readonly slots: Readonly<Record<string, Float64Array>>;
  /** The learning rate of the step; absent for a solver. */
  readonly rate: number | undefined;
  /** The number by which layers draw at random: a solver draws once for all its iterations. */
  readonly draw: number;
  /** The number of the update that the step belongs to, from 1. */
  readonly update: number;
  /** For a micro-batch: what the ones before it have added up, and whether the update comes now. */
  readonly carried: { readonly gradient: Float64Array; readonly count: number; readonly last: boolean } | undefined;
  /** For a solver: what the iteration was given, what it did, and where it ended. */
  readonly solved: SolvedStep | undefined;
}

const slotMark = "slot.";
const memoryMark = "memory.";

/** What a checkpoint holds under names that begin so, by the rest of the name. */
function under(mark: string, { arenas: all }: Checkpoint): Readonly<Record<string, Float64Array>> {
  const found = Object.entries(all).filter(([name]) => name.startsWith(mark));
  return Object.fromEntries(found.map(([name, values]) => [name.slice(mark.length), values]));
}

/**
 * Rebuilds a step of a training, bit for bit, by doing the training again up to it; from a checkpoint before it, where
 * there is one.
 *
 * @param options those of the training; its seed decides order of rows, weights and draws.
 * @param step from 1.
 * @throws ArgumentError where the training ended before that step.
 */
export async function pastStep(
  network: Network,
  examples: Examples,
  options: TrainOptions,
  step: number,
  nearest?: Checkpoint,
): Promise<PastStep> {
  const { optimizer, seed = 0, shuffle = true, schedule, accumulate = 1 } = options;
  const { rowCount } = examples;
  const batch = "advance" in optimizer ? rowCount : Math.min(options.batch ?? rowCount, rowCount);
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
  const isOver = found?.arenas["solver.value"]?.[1] === 1;
  if (found === undefined || done !== step - 1 || found.epoch > options.epochs || isOver)
    throw new ArgumentError("the training has no such step", {
      expected: `1 to ${Math.min(done, options.epochs * perEpoch)}`,
      found: String(step),
    });
  const { epoch, position } = found;
  const order =
    shuffle && !("advance" in optimizer)
      ? permutation(seed, epoch, rowCount)
      : Int32Array.from({ length: rowCount }, (_, i) => i);
  const base = "advance" in optimizer ? undefined : optimizer.learningRate;
  const update = (epoch - 1) * Math.ceil(perEpoch / accumulate) + Math.floor(position / accumulate) + 1;
  return {
    step,
    epoch,
    rows: order.slice(position * batch, Math.min(rowCount, (position + 1) * batch)),
    weights: found.arenas[arenas.parameters]!,
    layerState: found.arenas[arenas.layerState] ?? new Float64Array(0),
    slots: under(slotMark, found),
    draw: "advance" in optimizer ? 1 : step,
    update,
    solved: "advance" in optimizer ? await solvedStep(network, examples, options, optimizer, found) : undefined,
    carried:
      accumulate === 1
        ? undefined
        : {
            gradient: found.arenas[arenas.gradient]!,
            count: found.arenas[arenas.count]?.[0] ?? 0,
            last: (position + 1) % accumulate === 0 || position + 1 === perEpoch,
          },
    rate:
      base === undefined || schedule === undefined
        ? base
        : schedule.rate(base, schedule.unit === "step" ? update - 1 : epoch - 1, found.schedule),
  };
}

/** Does an iteration again, by the program that the training had, and watches it. */
async function solvedStep(
  network: Network,
  examples: Examples,
  options: TrainOptions,
  solver: Solver,
  before: Checkpoint,
): Promise<SolvedStep> {
  const { rowCount } = examples;
  const { loss, clip, seed = 0, portable = false } = options;
  // The back end that the training has taken, whatever its options left open.
  const { backend, precision } = before.identity;
  const widths = checkRows(examples, "training", precision);
  const weighted = examples.weights !== undefined;
  const session = (await backendOf(backend, { portable })).open();
  try {
    const sizes = { rowCount, ...widths, batch: rowCount, weighted, loss, clip, seed };
    const { problem } = await solverProblem(network, session, sizes);
    writeRows(session, examples, rowStates.training);
    const weights = before.arenas[arenas.parameters]!;
    const memory = under(memoryMark, before);
    const { value, gradient } = problem(weights);
    let search: LineSearch = { trials: [], taken: undefined };
    const next = solver.advance({ weights, value, gradient, memory, finished: false }, problem, (found) => {
      search = found;
    });
    return { solver, value, gradient, memory, search, next: next.weights };
  } finally {
    session.dispose();
  }
}

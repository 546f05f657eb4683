import type { Clipping } from "../nn/clipping.ts";
import type { Loss } from "../nn/losses/_loss.ts";
import type { RowMetric } from "../nn/metrics/_metric.ts";
import { type Layer, type Network, network as networkOf } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import type { Schedule } from "../nn/schedules/_schedule.ts";
import type { Solver } from "../nn/solvers/_solver.ts";
import type { Execution } from "./backend.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Model } from "./model.ts";
import { type UnderWay, underWay } from "./under-way.ts";

/** Rows to learn from: inputs (rows × inputs) and targets (rows × outputs), last axis fastest. */
export interface Examples {
  readonly inputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  readonly rowCount: number;
  /** What each row counts in the loss: finite numbers ≥ 0, not all 0. Metrics do not look at them. */
  readonly weights?: ArrayLike<number>;
}

/** What rows are judged by. */
export interface JudgeOptions {
  readonly loss: Loss;
  /** What is computed of every row besides the loss, inside the compiled step; see `rowAccuracy`. */
  readonly metrics?: Readonly<Record<string, RowMetric>>;
}

/** How rows were judged: the loss without what the regularizers add, and the means of the metrics over the rows. */
export interface LossAndMetrics {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Where checkpoints go, and how often. */
export interface CheckpointOptions {
  /** Keeps a checkpoint; `improved` says whether it holds new best weights. Training waits for it. */
  readonly save: (checkpoint: Checkpoint, improved: boolean) => void | Promise<void>;
  /** Seconds from one to the next; 10 unless said otherwise. The last one is always kept. */
  readonly seconds?: number;
}

/** Options of training. */
export interface TrainOptions extends Execution, JudgeOptions {
  /** An optimizer, which learns from batches, or a solver, which sees all rows at once. */
  readonly optimizer: Optimizer | Solver;
  /** How often all rows are seen; ≥ 1. */
  readonly epochs: number;
  /** Rows of a step; all rows where absent. The last batch of an epoch may be shorter. */
  readonly batch?: number;
  /**
   * Batches of an update, ≥ 1; 1 unless said otherwise. The weights move as they would for one batch of all these rows, in
   * the memory of one; what is left at the end of an epoch is an update of its own. Batch norm looks at each batch alone.
   */
  readonly accumulate?: number;
  /** How the learning rate changes; it stays where absent. Schedules that count steps count updates. */
  readonly schedule?: Schedule;
  /** What is done to gradients that are too long. */
  readonly clip?: Clipping;
  /** Seed of the weights, of the order of rows and of dropout. */
  readonly seed?: number;
  /** Whether the rows change order every epoch; yes unless said otherwise. */
  readonly shuffle?: boolean;
  /** Rows that are only looked at, for early stopping. */
  readonly validation?: Examples;
  /** Stops after this many epochs without a better validation loss, and goes back to the best weights. */
  readonly patience?: number;
  /** Weights to begin with, in the order of the network's parameters, instead of the initializers'. */
  readonly weights?: ArrayLike<number>;
  readonly checkpoint?: CheckpointOptions;
  /** Goes on from here, bit for bit as if the training had never stopped. */
  readonly resume?: Checkpoint;
  readonly signal?: AbortSignal;
  /** Stops when so many steps are done (micro-batches count one by one); the checkpoint says where. */
  readonly until?: number;
}

/** What is known after an epoch. */
export interface Progress {
  readonly epoch: number;
  /** The mean of the losses of the epoch's steps, each before its update, regularizers included. */
  readonly loss: number;
  /** The losses of the steps: one for each batch, also where the gradients of several make one update. */
  readonly losses: Float64Array;
  /** The means of the metrics over the rows of the epoch. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly validation: LossAndMetrics | undefined;
  /** The learning rate of the epoch's last step; absent for solvers. */
  readonly rate: number | undefined;
}

/** A training under way: iterate over its progress, or await its model. */
export type Run = UnderWay<Progress, Model>;

/**
 * Trains a network; iterate over the run for progress, or await it for the model.
 *
 * @throws NumberError E301 where examples or weights hold a number that is not finite; NonFiniteError E301 at the first
 * number that is not finite while training, after a checkpoint with the last finite weights.
 */
export function train(network: Network | Layer, examples: Examples, options: TrainOptions): Run {
  // What trains is loaded when a training begins: programs that only build or predict start faster.
  return underWay(async (report) => {
    const { runTraining } = await import("./training.ts");
    return await runTraining(networkOf(network), examples, options, report);
  });
}

import type { Prepared, Task } from "../data/prepare.ts";
import { columnOf, type Table } from "../data/table.ts";
import { sigmoid } from "../nn/activations/sigmoid.ts";
import { softmax } from "../nn/activations/softmax.ts";
import type { Clipping } from "../nn/clipping.ts";
import type { Initializer } from "../nn/initializers/_initializer.ts";
import { dense } from "../nn/layers/dense.ts";
import { dropout } from "../nn/layers/dropout.ts";
import type { Loss } from "../nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../nn/losses/binary-cross-entropy.ts";
import { categoricalCrossEntropy } from "../nn/losses/categorical-cross-entropy.ts";
import { meanSquaredError } from "../nn/losses/mean-squared-error.ts";
import { type Activation, type Layer, type Network, sequential } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { adam } from "../nn/optimizers/adam.ts";
import type { Constraint, Regularizer } from "../nn/regularizers/_regularizer.ts";
import type { Schedule } from "../nn/schedules/_schedule.ts";
import type { Solver } from "../nn/solvers/_solver.ts";
import { ArgumentError } from "../util/errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type CheckpointOptions, type Run, train } from "./train.ts";

/** How a table is learned. */
export interface TabularOptions {
  /** Units of the hidden layers. */
  readonly layers: readonly number[];
  readonly activation: Activation;
  /** The loss; the one that fits the task where absent. */
  readonly loss?: Loss;
  readonly optimizer: Optimizer | Solver;
  /** How the weights of the hidden layers begin; the layers' own choice where absent. */
  readonly initializer?: Initializer;
  /** The share of numbers dropped after each hidden layer; 0 unless said otherwise. */
  readonly dropout?: number;
  /** What the weights of all layers add to the loss. */
  readonly regularizer?: Regularizer;
  /** What the weights of the hidden layers are held to. */
  readonly constraint?: Constraint;
  readonly schedule?: Schedule;
  readonly clip?: Clipping;
  readonly epochs: number;
  readonly batch: number;
  readonly patience: number;
  readonly seed: number;
  readonly checkpoint?: CheckpointOptions;
  readonly resume?: Checkpoint;
  readonly signal?: AbortSignal;
}

/** Losses that take what a task's output layer gives fit it. @throws ArgumentError for any other. */
export function checkFits(task: Task, loss: Loss): void {
  const outputs = task.kind === "binary" ? "one probability" : "class probabilities";
  if (loss.predictions === "numbers") return;
  if (task.kind !== "regression" && loss.predictions === "probabilities")
    if ((loss.output === "sigmoid") === (task.kind === "binary")) return;
  throw new ArgumentError(`the loss ${loss.name} does not fit`, {
    place: `the target ${task.target}`,
    expected: task.kind === "regression" ? "a loss of numbers" : `a loss of numbers, or of ${outputs}`,
    found: `a loss of ${loss.predictions}`,
  });
}

/** The output layer that a task needs. */
export function outputLayer(task: Task, regularizer?: Regularizer): Layer {
  const options = regularizer === undefined ? [] : [{ regularizer }];
  if (task.kind === "binary") return dense(1, sigmoid, ...options);
  if (task.kind === "classes") return dense(task.classes.length, softmax, ...options);
  return regularizer === undefined ? dense(1) : dense(1, undefined, ...options);
}

/** The loss that fits a task. */
export function lossFor(task: Task): Loss {
  if (task.kind === "binary") return binaryCrossEntropy;
  return task.kind === "classes" ? categoricalCrossEntropy : meanSquaredError;
}

/** A network for a task: hidden dense layers and the output layer that the task needs. */
export function networkFor(
  task: Task,
  options: Pick<TabularOptions, "layers" | "activation" | "initializer" | "dropout" | "regularizer" | "constraint">,
): Network {
  const { layers, activation, initializer, dropout: rate = 0, regularizer, constraint } = options;
  const weights = {
    ...(regularizer === undefined ? {} : { regularizer }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(initializer === undefined ? {} : { initializer }),
  };
  // Options that say nothing are left out, so that a file holds only what was chosen.
  const given = Object.keys(weights).length === 0 ? [] : [weights];
  const hidden = layers.flatMap((units) => [
    dense(units, activation, ...given),
    ...(rate === 0 ? [] : [dropout(rate)]),
  ]);
  return sequential(...hidden, outputLayer(task, regularizer));
}

/** Trains a network on a prepared table, stopping early and going back to the best weights. */
export function trainTable(prepared: Prepared, options: TabularOptions): Run {
  const { task, training, validation } = prepared;
  const loss = options.loss ?? lossFor(task);
  checkFits(task, loss);
  return train(networkFor(task, options), training, {
    loss,
    optimizer: options.optimizer,
    epochs: options.epochs,
    batch: options.batch,
    seed: options.seed,
    ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
    ...(options.clip === undefined ? {} : { clip: options.clip }),
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
    ...(options.resume === undefined ? {} : { resume: options.resume }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(validation.rowCount === 0 ? {} : { validation, patience: options.patience }),
  });
}

/** The linear baseline: the same training without a hidden layer. */
export function trainLinear(prepared: Prepared, seed: number): Run {
  const optimizer = adam({ learningRate: 0.02 });
  const options = { layers: [], activation: sigmoid, optimizer, epochs: 300, batch: 32, patience: 30, seed };
  return trainTable(prepared, options);
}

/** The answers in the table for some rows. */
export function truthOf(table: Table, task: Task, rows: Int32Array): (string | number)[] {
  const column = columnOf(table, task.target);
  if (column.kind === "categorical") return Array.from(rows, (row) => column.categories[column.codes[row]!]!);
  const values = Array.from(rows, (row) => column.values[row]!);
  return task.kind === "regression" ? values : values.map(String);
}

import type { Prepared, Task } from "../data/prepare.ts";
import { columnOf, type Table } from "../data/table.ts";
import { sigmoid } from "../nn/activations/sigmoid.ts";
import { softmax } from "../nn/activations/softmax.ts";
import { dense } from "../nn/layers/dense.ts";
import type { Loss } from "../nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../nn/losses/binary-cross-entropy.ts";
import { categoricalCrossEntropy } from "../nn/losses/categorical-cross-entropy.ts";
import { meanSquaredError } from "../nn/losses/mean-squared-error.ts";
import { type Activation, type Layer, type Network, sequential } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { adam } from "../nn/optimizers/adam.ts";
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
  readonly optimizer: Optimizer;
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
export function outputLayer(task: Task): Layer {
  if (task.kind === "binary") return dense(1, sigmoid);
  if (task.kind === "classes") return dense(task.classes.length, softmax);
  return dense(1);
}

/** The loss that fits a task. */
export function lossFor(task: Task): Loss {
  if (task.kind === "binary") return binaryCrossEntropy;
  return task.kind === "classes" ? categoricalCrossEntropy : meanSquaredError;
}

/** A network for a task: hidden dense layers and the output layer that the task needs. */
export function networkFor(task: Task, layers: readonly number[], activation: Activation): Network {
  return sequential(...layers.map((units) => dense(units, activation)), outputLayer(task));
}

/** Trains a network on a prepared table, stopping early and going back to the best weights. */
export function trainTable(prepared: Prepared, options: TabularOptions): Run {
  const { task, training, validation } = prepared;
  const loss = options.loss ?? lossFor(task);
  checkFits(task, loss);
  return train(networkFor(task, options.layers, options.activation), training, {
    loss,
    optimizer: options.optimizer,
    epochs: options.epochs,
    batch: options.batch,
    seed: options.seed,
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

import { type Dataset, decodeOutputs, type Preparation, type Prepared, type Task } from "../data/prepare.ts";
import { columnOf, type Table } from "../data/table.ts";
import { sigmoid } from "../nn/activations/sigmoid.ts";
import { softmax } from "../nn/activations/softmax.ts";
import { dense } from "../nn/layers/dense.ts";
import type { Loss } from "../nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../nn/losses/binary-cross-entropy.ts";
import { categoricalCrossEntropy } from "../nn/losses/categorical-cross-entropy.ts";
import { meanSquaredError } from "../nn/losses/mean-squared-error.ts";
import { accuracy } from "../nn/metrics/accuracy.ts";
import { r2 } from "../nn/metrics/r2.ts";
import { type Activation, type Layer, type Network, sequential } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { adam } from "../nn/optimizers/adam.ts";
import { ArgumentError } from "../util/errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Model } from "./model.ts";
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

/** Accuracy for classes, R² for numbers. */
export function score(task: Task, truth: readonly (string | number)[], answers: readonly (string | number)[]): number {
  return task.kind === "regression" ? r2(truth as number[], answers as number[]) : accuracy(truth, answers);
}

/** The score of a model on rows of a table. */
export async function scoreModel(
  table: Table,
  preparation: Preparation,
  model: Model,
  dataset: Dataset,
): Promise<number> {
  const outputs = await model.predict(dataset.inputs);
  return score(
    preparation.task,
    truthOf(table, preparation.task, dataset.rows),
    decodeOutputs(preparation.task, outputs),
  );
}

/** The score of always giving the training rows' most frequent class, or their mean. */
export function scoreConstant(
  table: Table,
  prepared: Prepared,
): { readonly answer: string | number; readonly score: number } {
  const { task, training, test } = prepared;
  const truth = truthOf(table, task, test.rows);
  let answer: string | number;
  if (task.kind === "regression") answer = task.mean;
  else {
    const seen = truthOf(table, task, training.rows);
    const count = (name: string): number => seen.filter((value) => value === name).length;
    answer = task.classes.reduce((best, name) => (count(name) > count(best) ? name : best));
  }
  const answers = truth.map(() => answer);
  return { answer, score: score(task, truth, answers) };
}

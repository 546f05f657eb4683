import type { Prepared } from "../data/prepare.ts";
import { placesOf, type Task, widthOf } from "../data/task.ts";
import { sigmoid } from "../nn/activations/sigmoid.ts";
import { softmax } from "../nn/activations/softmax.ts";
import type { Clipping } from "../nn/clipping.ts";
import type { Initializer } from "../nn/initializers/_initializer.ts";
import { concatenate } from "../nn/layers/concatenate.ts";
import { dense } from "../nn/layers/dense.ts";
import { dropout } from "../nn/layers/dropout.ts";
import { joint } from "../nn/losses/_joint.ts";
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
import type { BackendChoice, Taken } from "../runtime/backend.ts";
import type { Checkpoint } from "../runtime/checkpoint.ts";
import { type CheckpointOptions, type Run, type TrainOptions, train } from "../runtime/train.ts";
import { ArgumentError } from "../util/errors.ts";

/** The hidden layers of a network for a table. */
export interface HiddenLayers {
  /** Units of each. */
  readonly layers: readonly number[];
  readonly activation: Activation;
  /** How the weights begin; the layers' own choice where absent. */
  readonly initializer?: Initializer;
  /** A layer of normalization after each, before its activation has effect on the next. */
  readonly normalization?: Layer;
  /** The share of numbers dropped after each; 0 unless said otherwise. */
  readonly dropout?: number;
  /** What the weights of all layers, the output's too, add to the loss. */
  readonly regularizer?: Regularizer;
  /** What the weights are held to. */
  readonly constraint?: Constraint;
}

/** How a table is learned. */
export interface TabularOptions extends HiddenLayers {
  /** The loss of every target; for each the one that fits its task where absent. */
  readonly loss?: Loss;
  readonly optimizer: Optimizer | Solver;
  readonly schedule?: Schedule;
  readonly clip?: Clipping;
  /** Batches whose gradients make one update; 1 unless said otherwise. */
  readonly accumulate?: number;
  readonly epochs: number;
  readonly batch: number;
  readonly patience: number;
  readonly seed: number;
  readonly backend?: BackendChoice;
  /** Is told which back end was taken. */
  readonly taken?: (taken: Taken) => void;
  readonly checkpoint?: CheckpointOptions;
  readonly resume?: Checkpoint;
  readonly signal?: AbortSignal;
}

/** Losses that take what a task's output layer gives fit it. @throws ArgumentError E402 for any other. */
export function checkFits(task: Task, loss: Loss): void {
  const outputs = task.kind === "binary" ? "one probability" : "class probabilities";
  if (loss.predictions === "numbers") return;
  if (task.kind !== "regression" && loss.predictions === "probabilities")
    if ((loss.output === "sigmoid") === (task.kind === "binary")) return;
  throw new ArgumentError(`the loss ${loss.name} does not fit`, {
    code: "E402",
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

/** The loss of all tasks: the sum of each one's. @throws ArgumentError where a loss does not fit a task. */
export function lossForAll(tasks: readonly Task[], chosen?: Loss): Loss {
  const places = placesOf(tasks);
  return joint(
    tasks.map((task, k) => {
      const loss = chosen ?? lossFor(task);
      checkFits(task, loss);
      return { loss, at: places[k]!, width: widthOf(task) };
    }),
  );
}

/** A network for tasks: hidden dense layers and the output layer that each task needs, side by side. */
export function networkFor(tasks: readonly Task[], hidden: HiddenLayers): Network {
  const { layers, activation, initializer, normalization, dropout: rate = 0, regularizer, constraint } = hidden;
  const weights = {
    ...(regularizer === undefined ? {} : { regularizer }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(initializer === undefined ? {} : { initializer }),
  };
  // Options that say nothing are left out, so that a file holds only what was chosen.
  const given = Object.keys(weights).length === 0 ? [] : [weights];
  const blocks = layers.flatMap((units) => [
    dense(units, activation, ...given),
    ...(normalization === undefined ? [] : [copyOf(normalization)]),
    ...(rate === 0 ? [] : [dropout(rate)]),
  ]);
  const heads = tasks.map((task) => outputLayer(task, regularizer));
  return sequential(...blocks, heads.length === 1 ? heads[0]! : concatenate(...heads));
}

/** A layer used at several places would share its parameters; a copy has its own. */
function copyOf(layer: Layer): Layer {
  return { ...layer };
}

/** The options of a training on a prepared table; where there is no validation it does not stop early. */
export function trainOptionsOf({ tasks, validation }: Prepared, options: TabularOptions): TrainOptions {
  return {
    loss: lossForAll(tasks, options.loss),
    optimizer: options.optimizer,
    epochs: options.epochs,
    batch: options.batch,
    seed: options.seed,
    ...(options.accumulate === undefined ? {} : { accumulate: options.accumulate }),
    ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
    ...(options.clip === undefined ? {} : { clip: options.clip }),
    ...(options.backend === undefined ? {} : { backend: options.backend }),
    ...(options.taken === undefined ? {} : { taken: options.taken }),
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
    ...(options.resume === undefined ? {} : { resume: options.resume }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(validation.rowCount === 0 ? {} : { validation, patience: options.patience }),
  };
}

/** Trains a network on a prepared table, stopping early and going back to the best weights. */
export function trainTable(prepared: Prepared, options: TabularOptions): Run {
  return train(networkFor(prepared.tasks, options), prepared.training, trainOptionsOf(prepared, options));
}

/** The linear baseline: the same training without a hidden layer. */
export function trainLinear(prepared: Prepared, seed: number): Run {
  const optimizer = adam({ learningRate: 0.02 });
  const options = { layers: [], activation: sigmoid, optimizer, epochs: 300, batch: 32, patience: 30, seed };
  return trainTable(prepared, options);
}

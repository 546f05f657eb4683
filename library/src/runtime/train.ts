import type { Executable, Session, Step } from "../compiler/step.ts";
import { differentiate } from "../graph/differentiate.ts";
import { concat, gather, input, reshape, state } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import { stabilize } from "../graph/stabilize.ts";
import { label } from "../graph/tensor.ts";
import { type Loss, lossOf } from "../nn/losses/_loss.ts";
import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { ArgumentError, NumberError } from "../util/errors.ts";
import { permutation } from "../util/random.ts";
import { type BackendName, backendOf } from "./backend.ts";
import { Model } from "./model.ts";
import { parameterViews } from "./parameters.ts";

/** Rows to learn from: inputs (rows × inputs) and targets (rows × outputs), last axis fastest. */
export interface Examples {
  readonly inputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  readonly rowCount: number;
}

/** Options of training. */
export interface TrainOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** How often all rows are seen; ≥ 1. */
  readonly epochs: number;
  /** Rows of a step; all rows where absent. The last batch of an epoch may be shorter. */
  readonly batch?: number;
  /** Seed of the weights and of the order of rows. */
  readonly seed?: number;
  /** Whether the rows change order every epoch; yes unless said otherwise. */
  readonly shuffle?: boolean;
  /** Rows that are only looked at, for early stopping. */
  readonly validation?: Examples;
  /** Stops after this many epochs without a better validation loss, and goes back to the best weights. */
  readonly patience?: number;
  readonly backend?: BackendName;
  /** Weights to begin with, in the order of the network's parameters, instead of the initializers'. */
  readonly weights?: ArrayLike<number>;
  readonly signal?: AbortSignal;
}

/** What is known after an epoch. */
export interface Progress {
  readonly epoch: number;
  /** The mean of the losses of the epoch's steps, each before its update. */
  readonly loss: number;
  /** The losses of the steps. */
  readonly losses: Float64Array;
  readonly validation: { readonly loss: number } | undefined;
}

/** A training under way: iterate over its progress, or await its model. */
export interface Run extends AsyncIterable<Progress>, PromiseLike<Model> {}

const arenaName = "parameters";

/** How many steps one call may take, so that the event loop comes round every few tens of milliseconds. */
const chunkSteps = 256;

/**
 * One training step as graph: gather the batch, forward, loss, backward, update.
 *
 * The loss is made stable before it is differentiated, so that sigmoid or softmax followed by a logarithm stays finite.
 */
export function trainingStep(
  network: Network,
  shape: { readonly rowCount: number; readonly inputs: number; readonly outputs: number; readonly batch: number },
  loss: Loss,
  optimizer: Optimizer,
): Step {
  const parameters = network.parameters([shape.inputs]);
  const count = parameters.reduce((sum, p) => sum + sizeOf(p.shape), 0);
  const arena = state(arenaName, [count]);
  const views = parameterViews(arena, parameters);
  const rows = input("rows", [shape.batch], "index");
  const x = label(gather(state("inputs", [shape.rowCount, shape.inputs]), rows), "a⁰");
  const y = label(gather(state("targets", [shape.rowCount, shape.outputs]), rows), "y");
  const value = label(stabilize(lossOf(loss, network.apply(x, views), y), views), "L");
  const gradients = differentiate(value, views).map((g, i) => reshape(g, [sizeOf(parameters[i]!.shape)]));
  const gradient = label(concat(gradients, 0), "∂L/∂w");
  const scalarNames = Object.keys(optimizer.scalars(optimizer.learningRate, 1));
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, input(`scalar.${name}`, [])]));
  const slots = Object.fromEntries(Object.keys(optimizer.slots).map((name) => [name, state(`slot.${name}`, [count])]));
  const next = optimizer.update({ weights: arena, gradient, slots, scalars });
  return {
    outputs: { loss: value },
    updates: [
      [arena, next.weights],
      ...Object.entries(next.slots).map(([name, slot]) => [slots[name]!, slot] as const),
    ],
    perStep: ["rows", ...scalarNames.map((name) => `scalar.${name}`)],
  };
}

/** Trains a network; iterate over the run for progress, or await it for the model. */
export function train(network: Network, examples: Examples, options: TrainOptions): Run {
  let finished: Promise<Model> | undefined;
  const listeners = new Set<(progress: Progress) => void>();
  const begin = (): Promise<Model> => {
    finished ??= runTraining(network, examples, options, (progress) => {
      for (const listener of listeners) listener(progress);
    });
    return finished;
  };
  return {
    // biome-ignore lint/suspicious/noThenProperty: a run can be awaited, by design
    then: (resolve, reject) => begin().then(resolve, reject),
    async *[Symbol.asyncIterator]() {
      const waiting: Progress[] = [];
      let wake: (() => void) | undefined;
      const listener = (progress: Progress): void => {
        waiting.push(progress);
        wake?.();
      };
      listeners.add(listener);
      let done = false;
      const end = begin().finally(() => {
        done = true;
        wake?.();
      });
      end.catch(() => undefined);
      while (!done || waiting.length > 0) {
        const progress = waiting.shift();
        if (progress !== undefined) yield progress;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      listeners.delete(listener);
      await end;
    },
  };
}

async function runTraining(
  network: Network,
  examples: Examples,
  options: TrainOptions,
  report: (progress: Progress) => void,
): Promise<Model> {
  const { rowCount } = examples;
  const { seed = 0, shuffle = true, optimizer, loss, epochs } = options;
  if (rowCount < 1) throw new ArgumentError("train: there are no rows to learn from");
  if (!Number.isInteger(epochs) || epochs < 1)
    throw new ArgumentError("train: the number of epochs is wrong", {
      expected: "a whole number ≥ 1",
      found: `${epochs}`,
    });
  const batch = Math.min(options.batch ?? rowCount, rowCount);
  if (!Number.isInteger(batch) || batch < 1)
    throw new ArgumentError("train: the batch is wrong", { expected: "a whole number ≥ 1", found: `${options.batch}` });
  const inputs = examples.inputs.length / rowCount;
  const outputs = examples.targets.length / rowCount;
  const session = (await backendOf(options.backend ?? "wasm")).open();
  const shape = { rowCount, inputs, outputs };
  const whole = Math.floor(rowCount / batch);
  const tail = rowCount - whole * batch;
  const full = await session.load(trainingStep(network, { ...shape, batch }, loss, optimizer), {
    maximumSteps: Math.min(whole, chunkSteps),
  });
  const short =
    tail === 0 ? undefined : await session.load(trainingStep(network, { ...shape, batch: tail }, loss, optimizer));
  session.write(arenaName, options.weights ?? network.initialize([inputs], seed));
  session.write("inputs", examples.inputs);
  session.write("targets", examples.targets);
  for (const [name, value] of Object.entries(optimizer.slots))
    session.write(`slot.${name}`, session.read(`slot.${name}`).fill(value));
  const validate = await validationLoss(network, session, inputs, outputs, options);

  let step = 0;
  const runSteps = (executable: Executable, steps: number, rows: Int32Array): ArrayLike<number> => {
    const scalars: Record<string, Float64Array> = {};
    for (let i = 0; i < steps; i++)
      for (const [name, value] of Object.entries(optimizer.scalars(optimizer.learningRate, step + i + 1))) {
        scalars[`scalar.${name}`] ??= new Float64Array(steps);
        scalars[`scalar.${name}`]![i] = value;
      }
    const result = executable.run(steps, { rows, ...scalars })["loss"]!;
    for (let i = 0; i < steps; i++)
      if (!Number.isFinite(result[i]!))
        throw new NumberError("the loss is no longer a finite number", {
          place: `step ${step + i + 1}`,
          found: String(result[i]),
          remedy: "lower the learning rate, or standardize the inputs",
        });
    step += steps;
    return result;
  };

  let best: { loss: number; weights: Float64Array; epoch: number } | undefined;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = shuffle ? permutation(seed, epoch, rowCount) : Int32Array.from({ length: rowCount }, (_, i) => i);
    const losses: number[] = [];
    for (let at = 0; at < whole; at += chunkSteps) {
      const steps = Math.min(chunkSteps, whole - at);
      losses.push(...Array.from(runSteps(full, steps, order.subarray(at * batch, (at + steps) * batch))));
      if (options.signal?.aborted) break;
      // Lets timers, progress and cancellation have their turn.
      if (whole > chunkSteps) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    if (short !== undefined) losses.push(...Array.from(runSteps(short, 1, order.subarray(whole * batch))));
    const validation = validate === undefined ? undefined : { loss: validate() };
    const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    report({ epoch, loss: mean, losses: Float64Array.from(losses), validation });
    if (options.signal?.aborted) break;
    if (epoch % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    if (validation === undefined) continue;
    if (best === undefined || validation.loss < best.loss)
      best = { loss: validation.loss, weights: session.read(arenaName), epoch };
    else if (options.patience !== undefined && epoch - best.epoch >= options.patience) break;
  }
  const weights = best !== undefined && options.patience !== undefined ? best.weights : session.read(arenaName);
  session.dispose();
  return new Model(network, inputs, outputs, weights);
}

/** A function that computes the validation loss with the session's present weights. */
async function validationLoss(
  network: Network,
  session: Session,
  inputs: number,
  outputs: number,
  { validation, loss }: TrainOptions,
): Promise<(() => number) | undefined> {
  if (validation === undefined || validation.rowCount === 0) return undefined;
  const parameters = network.parameters([inputs]);
  const count = parameters.reduce((sum, p) => sum + sizeOf(p.shape), 0);
  const views = parameterViews(state(arenaName, [count]), parameters);
  const x = state("validation inputs", [validation.rowCount, inputs]);
  const y = state("validation targets", [validation.rowCount, outputs]);
  const value = stabilize(lossOf(loss, network.apply(x, views), y), views);
  const executable = await session.load({ outputs: { loss: value } });
  session.write("validation inputs", validation.inputs);
  session.write("validation targets", validation.targets);
  return () => executable.run(1)["loss"]![0]!;
}

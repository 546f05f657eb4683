import { type Prepared, type PrepareOptions, prepare, prepareFolds } from "../data/prepare.ts";
import { columnOf, type Table } from "../data/table.ts";
import { decodeOutputs, outputsOf, placesOf, type Task, truthOf } from "../data/task.ts";
import { type Comparison, compareOutputs } from "../evaluation/comparison.ts";
import type { CurvePoint } from "../runtime/checkpoint.ts";
import type { Model } from "../runtime/model.ts";
import type { Progress } from "../runtime/train.ts";
import { NonFiniteError } from "../util/errors.ts";
import { type TabularOptions, trainLinear, trainTable } from "./tabular.ts";

/** How a table is learned and judged. */
export interface ExperimentOptions {
  readonly prepare: PrepareOptions;
  /** How the network is built and trained; a function where it depends on the prepared rows. */
  readonly training: TabularOptions | ((prepared: Prepared) => TabularOptions | Promise<TabularOptions>);
  /** Judges by so many folds instead of one split; the network that is kept then learns from all rows. */
  readonly folds?: number;
  readonly signal?: AbortSignal;
}

/** What happens on the way. */
export interface ExperimentEvents {
  /** The rows are ready; training begins. */
  readonly prepared?: (prepared: Prepared, training: TabularOptions) => void;
  /** An epoch of the network that is kept is done. */
  readonly epoch?: (progress: Progress) => void;
  /** The network that is kept is trained; the folds and baselines follow. */
  readonly trained?: (model: Model) => void;
  /** A fold is done, counted from 1. */
  readonly fold?: (done: number, folds: number) => void;
}

/** One target's answers by three, on rows that none of them has seen. */
export interface TargetOutcome {
  readonly task: Task;
  readonly comparison: Comparison;
}

/** A network and the rows that it has not seen, which judge it. */
export interface Judge {
  readonly prepared: Prepared;
  readonly model: Model;
}

/** A trained network and what it is worth. */
export interface Experiment {
  readonly prepared: Prepared;
  readonly model: Model;
  readonly curve: readonly CurvePoint[];
  readonly outcomes: readonly TargetOutcome[];
  /** What was judged: the network itself, or with folds one network for each. */
  readonly judges: readonly Judge[];
}

/** Outputs of three for the test rows of one preparation: rows × all tasks' widths. */
interface Answers {
  readonly prepared: Prepared;
  readonly network: ArrayLike<number>;
  readonly linear: ArrayLike<number>;
  readonly constant: ArrayLike<number>;
}

/**
 * Prepares a table, trains a network, and judges it beside a linear model and a constant answer: on the test rows, or by
 * folds. A function of its options; nothing is returned where the signal has stopped it.
 *
 * @throws as `prepare` and `train`.
 */
export async function experiment(
  table: Table,
  options: ExperimentOptions,
  events: ExperimentEvents = {},
): Promise<Experiment | undefined> {
  const { folds, signal } = options;
  // Where folds judge, no rows need be kept from the network that is used later.
  const prepared = prepare(table, folds === undefined ? options.prepare : { ...options.prepare, test: 0 });
  const training = typeof options.training === "function" ? await options.training(prepared) : options.training;
  events.prepared?.(prepared, training);
  const run = trainTable(prepared, { ...training, ...(signal === undefined ? {} : { signal }) });
  const curve: CurvePoint[] = [...(training.resume?.curve ?? [])];
  try {
    for await (const progress of run) {
      curve.push({ epoch: progress.epoch, loss: progress.loss, validation: progress.validation?.loss });
      events.epoch?.(progress);
    }
  } catch (error) {
    throw located(error, prepared);
  }
  const model = await run;
  if (signal?.aborted) return undefined;
  events.trained?.(model);
  const { seed } = training;
  if (folds === undefined) {
    const outcomes = judgedAll(prepared.tasks, [await answersOf({ prepared, model }, seed)], seed);
    return { prepared, model, curve, outcomes, judges: [{ prepared, model }] };
  }
  const answers: Answers[] = [];
  const judges: Judge[] = [];
  const { checkpoint: _kept, resume: _begun, ...own } = training;
  for (const part of prepareFolds(table, options.prepare, folds)) {
    const folded = await trainTable(part, { ...own, ...(signal === undefined ? {} : { signal }) });
    if (signal?.aborted) return undefined;
    const judge = { prepared: part, model: folded };
    judges.push(judge);
    answers.push(await answersOf(judge, seed));
    events.fold?.(answers.length, folds);
  }
  return { prepared, model, curve, outcomes: judgedAll(prepared.tasks, answers, seed), judges };
}

async function answersOf({ prepared, model }: Judge, seed: number): Promise<Answers> {
  const { test } = prepared;
  const constant = constantOutputs(prepared);
  return {
    prepared,
    network: await model.predict(test.inputs),
    linear: await (await trainLinear(prepared, seed)).predict(test.inputs),
    constant: Array.from({ length: test.rowCount }, () => constant).flat(),
  };
}

/** An error about a row of the examples, with the line on which that row stands. */
function located(error: unknown, { training, validation }: Prepared): unknown {
  if (!(error instanceof NonFiniteError) || error.facts.row === undefined) return error;
  const { table, rows } = error.facts.rows === "training" ? training : validation;
  return new NonFiniteError({
    ...error.facts,
    source: { file: table.name, line: table.lineOf(rows[error.facts.row]!) },
  });
}

/** What is best said without looking at a row: the shares of the classes in the training rows, or their mean. */
function constantOutputs({ tasks, training }: Prepared): number[] {
  const width = training.targets.length / training.rowCount;
  const sums = new Array<number>(width).fill(0);
  training.targets.forEach((value, i) => {
    sums[i % width]! += value / training.rowCount;
  });
  const places = placesOf(tasks);
  tasks.forEach((task, k) => {
    // A standardized number has mean 0; what rounding leaves of it is no answer.
    if (task.kind === "regression") sums[places[k]!] = 0;
  });
  return sums;
}

/** Every target by itself, over the test rows of all folds. */
function judgedAll(tasks: readonly Task[], answers: readonly Answers[], seed: number): TargetOutcome[] {
  return tasks.map((task, k) => {
    const pooled = (of: "network" | "linear" | "constant"): number[] =>
      answers.flatMap((one) => {
        const own = outputsOf(one.prepared.tasks, one[of], k);
        return inScaleOf(task, one.prepared.tasks[k]!, own);
      });
    const truth = answers.flatMap(({ prepared: { test } }) =>
      truthOf(columnOf(test.table, task.target), task, test.rows),
    );
    const lines = answers.flatMap(({ prepared: { test } }) => Array.from(test.rows, test.table.lineOf));
    const outputs = { network: pooled("network"), linear: pooled("linear"), constant: pooled("constant") };
    return { task, comparison: compareOutputs({ task, truth, outputs, seed, lines }) };
  });
}

/** Outputs of one fold, whose target was standardized by its own rows, as outputs of the whole. */
function inScaleOf(whole: Task, own: Task, outputs: Float64Array): number[] {
  if (whole.kind !== "regression" || own.kind !== "regression") return Array.from(outputs);
  return (decodeOutputs(own, outputs) as number[]).map((value) => (value - whole.mean) / whole.deviation);
}

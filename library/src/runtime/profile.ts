import { type Cost, costsOf, type Memory, memoryOf, totalCost } from "../compiler/cost.ts";
import type { Program } from "../compiler/loops.ts";
import type { Executable, Session } from "../compiler/step.ts";
import { type Clock, timeOf } from "../compiler/timing.ts";
import type { Network } from "../nn/network.ts";
import { ArgumentError } from "../util/errors.ts";
import { backendOf, type Execution, precisionOf } from "./backend.ts";
import type { LearnerOptions } from "./learner.ts";
import { learnerOptions } from "./learner-options.ts";
import { type Limits, measureLimits } from "./limits.ts";
import type { Model } from "./model.ts";
import { rowStates } from "./objective.ts";
import { arenas } from "./parameters.ts";
import { notedStep } from "./programs.ts";
import { writeRows } from "./rows.ts";
import { type Given, sizesOfEpoch, stepInputs } from "./step-inputs.ts";
import type { Examples, TrainOptions } from "./train.ts";

/** What a kernel does, and how long that takes. */
export interface KernelProfile {
  readonly cost: Cost;
  /** Of one run of the kernel. */
  readonly seconds: number;
  /** Of the time of all kernels; 0 to 1. */
  readonly share: number;
  /** The least seconds that the machine allows: max(operations / peak, distinct bytes / bandwidth), the roofline. */
  readonly least: number;
}

/** Where the time of a training step goes. */
export interface TrainingProfile {
  readonly backend: string;
  /** Rows of a step. */
  readonly batch: number;
  /** Threads that share a step; kernels are timed on one. */
  readonly threads: number;
  readonly program: Program;
  /** In the order of the program's kernels. */
  readonly kernels: readonly KernelProfile[];
  /** The sum of the kernels' costs. */
  readonly cost: Cost;
  /** Of one step, as training runs it; of one evaluation of loss and gradient for a solver. */
  readonly seconds: number;
  /** Seconds of making the program ready. */
  readonly compiling: number;
  readonly memory: Memory;
  readonly limits: Limits;
}

/** What is profiled, and how long. */
export interface ProfileOptions {
  /** Weights and what layers keep, as a model has them; the first ones of a training where absent. */
  readonly from?: Pick<Model, "weights" | "layerState">;
  /** About so long in all; 1.5 unless said otherwise. */
  readonly seconds?: number;
  /** `performance.now` unless said otherwise. */
  readonly clock?: Clock;
}

/** The inputs of the first steps of a training; a solver evaluates one at a time. */
function givenFor(
  network: Network,
  { optimizer, schedule }: TrainOptions,
  options: LearnerOptions,
): (n: number) => Given {
  if (!("advance" in optimizer)) {
    const rate = schedule?.rate(optimizer.learningRate, 0, schedule.start ?? {}) ?? optimizer.learningRate;
    const inputs = stepInputs(network, optimizer, options);
    return (steps) => inputs(1, 0, steps, () => rate);
  }
  const rows = Int32Array.from({ length: options.rowCount }, (_, i) => i);
  const draws = network.streams([options.inputs]) > 0;
  return () => (draws ? { rows, seed: Int32Array.of(options.seed), step: Int32Array.of(1) } : { rows });
}

/** The session of a training before its first step, or with a model's weights. */
function fill(
  session: Session,
  network: Network,
  examples: Examples,
  options: LearnerOptions,
  from: ProfileOptions["from"],
) {
  const { inputs, seed } = options;
  writeRows(session, examples, rowStates.training);
  session.write(arenas.parameters, from?.weights ?? network.initialize([inputs], seed));
  const layerState = from?.layerState ?? network.initialStates([inputs]);
  if (layerState.length > 0 && session.names().includes(arenas.layerState))
    session.write(arenas.layerState, layerState);
}

/** As many steps of one call as take about as long as a training lets them, and at most those of an epoch. */
async function stepsAtOnce(
  executable: Executable,
  given: (steps: number) => Given,
  most: number,
  clock: Clock,
): Promise<number> {
  await executable.start(1, given(1));
  const before = clock();
  await executable.start(1, given(1));
  return Math.max(1, Math.min(most, Math.floor(20 / Math.max(clock() - before, 1e-3))));
}

/**
 * Runs the step of a training on its first batches, in a session of its own, and times it and each of its kernels.
 *
 * @throws as `train`; ArgumentError where the back end interprets and has no kernels.
 */
export async function profileTraining(
  network: Network,
  examples: Examples,
  options: TrainOptions,
  { from, seconds: whole = 1.5, clock = () => performance.now() }: ProfileOptions = {},
): Promise<TrainingProfile> {
  const { optimizer, backend: name = "wasm" } = options;
  const learner = learnerOptions(examples, options, precisionOf(name));
  const backend = await backendOf(name, options);
  const session = backend.open();
  try {
    const begun = clock();
    const step = notedStep(network, optimizer, learner);
    const most = "advance" in optimizer ? 1 : Math.min(256, Math.max(1, sizesOfEpoch(learner).whole));
    const executable = await session.load(step, { maximumSteps: most });
    const compiling = (clock() - begun) / 1000;
    const { program } = executable;
    if (program === undefined || executable.profile === undefined)
      throw new ArgumentError(`the back end ${name} interprets: it has no kernels to time`, {
        remedy: "profile another back end",
      });
    fill(session, network, examples, learner, from);
    if (!("advance" in optimizer))
      for (const [slot, value] of Object.entries(optimizer.slots)) session.fill(arenas.slot(slot), value);
    const given = givenFor(network, options, learner);
    const timing = { seconds: whole / 3, clock };
    const times = await executable.profile(given(1), timing);
    const steps = await stepsAtOnce(executable, given, most, clock);
    const inputs = given(steps);
    const seconds = (await timeOf(() => executable.start(steps, inputs), timing, true)) / steps;
    const costs = costsOf(program);
    const cost = totalCost(costs);
    const limits = await measureLimits(backend, cost.distinct, timing);
    const sum = times.reduce((total, time) => total + time, 0);
    const kernels = costs.map((one, i) => ({
      cost: one,
      seconds: times[i]!,
      share: sum === 0 ? 0 : times[i]! / sum,
      least: Math.max(one.operations / limits.peak, one.distinct / limits.bandwidth),
    }));
    const { batch } = learner;
    return {
      backend: name,
      batch,
      threads: program.threads,
      program,
      kernels,
      cost,
      seconds,
      compiling,
      memory: memoryOf(program),
      limits,
    };
  } finally {
    session.dispose();
  }
}

/** How fast a network answers. */
export interface InferenceProfile {
  /** Seconds for one row at a time. */
  readonly one: number;
  /** Rows of a block, and seconds for it. */
  readonly block: number;
  readonly blockSeconds: number;
}

/** Times a model's answers: row by row, and for blocks of many rows. */
export async function profileInference(
  model: Model,
  execution: Execution = {},
  { seconds = 0.6, clock = () => performance.now() }: Omit<ProfileOptions, "from"> = {},
): Promise<InferenceProfile> {
  const block = 1024;
  const timeFor = async (rows: number): Promise<number> => {
    const predictor = await model.predictor({ ...execution, block: rows });
    const values = new Float64Array(rows * model.inputs).map((_, i) => ((i * 7919) % 1000) / 500 - 1);
    try {
      return await timeOf(
        () => (rows === 1 ? predictor.predict(values) : predictor.start(values)),
        { seconds: seconds / 2, clock },
        true,
      );
    } finally {
      predictor.dispose();
    }
  };
  return { one: await timeFor(1), block, blockSeconds: await timeFor(block) };
}

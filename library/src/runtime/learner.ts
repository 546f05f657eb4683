import type { Executable, Session } from "../compiler/step.ts";
import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import type { Solver, SolverState } from "../nn/solvers/_solver.ts";
import { NumberError } from "../util/errors.ts";
import { permutation } from "../util/random.ts";
import { arenas } from "./parameters.ts";
import { gradientStep, type StepOptions, trainingStep } from "./step.ts";

/** Numbers by name: what a checkpoint keeps of a session. */
export type Arenas = Readonly<Record<string, Float64Array>>;

/** What turns epochs into better weights: an optimizer with its batches, or a solver that sees all rows at once. */
export interface Learner {
  readonly stepsPerEpoch: number;
  /** Whether nothing more can be gained. */
  readonly finished: boolean;
  /** Goes on from a step of an epoch for some tens of milliseconds; gives what each step done has computed. */
  advance(epoch: number, position: number, rate: (step: number) => number): Advance;
  /** Everything that it must have to go on, besides the layers' states. */
  arenas(): Arenas;
  restore(arenas: Arenas): void;
}

/** What some steps have computed: their losses, and the sums of each metric over their rows. */
export interface Advance {
  readonly losses: readonly number[];
  readonly sums: Readonly<Record<string, readonly number[]>>;
}

/** The sums of metrics among the outputs of a program, without the mark in their names. */
export function sumsAmong(outputs: Readonly<Record<string, ArrayLike<number>>>): Record<string, number[]> {
  const mark = "metric.";
  const found = Object.entries(outputs).filter(([name]) => name.startsWith(mark));
  return Object.fromEntries(found.map(([name, values]) => [name.slice(mark.length), Array.from(values)]));
}

/** What a learner needs to know of its training. */
export interface LearnerOptions extends StepOptions {
  readonly seed: number;
  readonly shuffle: boolean;
}

/** The most steps of one call into a program. */
const mostSteps = 256;
/** How long a call should take, so that the event loop comes round. */
const targetMilliseconds = 30;

function checkFinite(loss: number, step: number): void {
  if (Number.isFinite(loss)) return;
  throw new NumberError("the loss is no longer a finite number", {
    place: `step ${step}`,
    found: String(loss),
    remedy: "lower the learning rate, clip the gradient, or standardize the inputs",
  });
}

/** Makes an optimizer's programs ready: one for whole batches, and one for what is left of an epoch. */
export async function optimizerLearner(
  network: Network,
  session: Session,
  optimizer: Optimizer,
  options: LearnerOptions,
): Promise<Learner> {
  const { rowCount, batch, seed, shuffle, inputs } = options;
  const whole = Math.floor(rowCount / batch);
  const tail = rowCount - whole * batch;
  const load = (rows: number, maximumSteps: number): Promise<Executable> =>
    session.load(trainingStep(network, { ...options, batch: rows, optimizer }), { maximumSteps });
  const full = await load(batch, Math.min(whole, mostSteps));
  const short = tail === 0 ? undefined : await load(tail, 1);
  const stepsPerEpoch = whole + (short === undefined ? 0 : 1);
  const draws = network.streams([inputs]) > 0;
  for (const [name, value] of Object.entries(optimizer.slots))
    session.write(`slot.${name}`, session.read(`slot.${name}`).fill(value));

  let order: { readonly epoch: number; readonly rows: Int32Array } | undefined;
  const orderOf = (epoch: number): Int32Array => {
    if (order?.epoch !== epoch) {
      const rows = shuffle ? permutation(seed, epoch, rowCount) : Int32Array.from({ length: rowCount }, (_, i) => i);
      order = { epoch, rows };
    }
    return order.rows;
  };
  let chunk = Math.min(16, mostSteps);
  const kept = [arenas.parameters, ...Object.keys(optimizer.slots).map((name) => `slot.${name}`)];

  return {
    stepsPerEpoch,
    finished: false,
    advance: (epoch, position, rate) => {
      const [executable, steps] =
        position < whole ? [full, Math.min(chunk, whole - position)] : [short as Executable, 1];
      const first = (epoch - 1) * stepsPerEpoch + position + 1;
      const given: Record<string, Float64Array | Int32Array> = {
        rows: orderOf(epoch).subarray(position * batch, Math.min(rowCount, (position + steps) * batch)),
      };
      for (let i = 0; i < steps; i++)
        for (const [name, value] of Object.entries(optimizer.scalars(rate(first + i), first + i))) {
          given[`scalar.${name}`] ??= new Float64Array(steps);
          given[`scalar.${name}`]![i] = value;
        }
      if (draws) {
        given["seed"] = Int32Array.of(seed);
        given["step"] = Int32Array.from({ length: steps }, (_, i) => first + i);
      }
      const begun = performance.now();
      const outputs = executable.run(steps, given);
      const losses = Array.from(outputs["loss"]!);
      // How many steps a call takes never changes what they compute, so it may follow the clock.
      const each = (performance.now() - begun) / steps;
      chunk = Math.max(1, Math.min(mostSteps, Math.floor(targetMilliseconds / Math.max(each, 1e-3))));
      for (const [i, loss] of losses.entries()) checkFinite(loss, first + i);
      return { losses, sums: sumsAmong(outputs) };
    },
    arenas: () => Object.fromEntries(kept.map((name) => [name, session.read(name)])),
    restore: (given) => {
      for (const name of kept) session.write(name, given[name]!);
    },
  };
}

/** Makes a solver's program ready: the value and the gradient over all rows. One iteration counts as an epoch. */
export async function solverLearner(
  network: Network,
  session: Session,
  solver: Solver,
  options: LearnerOptions,
): Promise<Learner> {
  const { rowCount, seed, inputs } = options;
  const executable = await session.load(gradientStep(network, { ...options, batch: rowCount }));
  const rows = Int32Array.from({ length: rowCount }, (_, i) => i);
  // One draw of the random numbers for the whole solution: a line search needs a function that stands still.
  const chance = network.streams([inputs]) > 0 ? { seed: [seed], step: [1] } : {};
  const problem = (weights: Float64Array) => {
    session.write(arenas.parameters, weights);
    const outputs = executable.run(1, { rows, ...chance });
    return { value: outputs["loss"]![0]!, gradient: Float64Array.from(outputs["gradient"]!), sums: sumsAmong(outputs) };
  };
  let state: SolverState | undefined;
  return {
    stepsPerEpoch: 1,
    get finished(): boolean {
      return state?.finished ?? false;
    },
    advance: (epoch) => {
      state ??= solver.start(session.read(arenas.parameters), problem);
      checkFinite(state.value, epoch);
      const sums = options.metrics === undefined ? {} : problem(state.weights).sums;
      const { value } = state;
      state = solver.advance(state, problem);
      session.write(arenas.parameters, state.weights);
      return { losses: [value], sums };
    },
    arenas: () => {
      if (state === undefined) return { [arenas.parameters]: session.read(arenas.parameters) };
      const memory = Object.entries(state.memory).map(([name, values]) => [`memory.${name}`, values] as const);
      return {
        [arenas.parameters]: state.weights,
        "solver.value": Float64Array.of(state.value, state.finished ? 1 : 0),
        "solver.gradient": state.gradient,
        ...Object.fromEntries(memory),
      };
    },
    restore: (given) => {
      session.write(arenas.parameters, given[arenas.parameters]!);
      if (given["solver.value"] === undefined) return;
      const memory = Object.entries(given).filter(([name]) => name.startsWith("memory."));
      state = {
        weights: given[arenas.parameters]!.slice(),
        value: given["solver.value"][0]!,
        finished: given["solver.value"][1] === 1,
        gradient: given["solver.gradient"]!,
        memory: Object.fromEntries(memory.map(([name, values]) => [name.slice("memory.".length), values])),
      };
    },
  };
}

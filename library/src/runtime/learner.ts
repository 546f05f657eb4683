import type { NumberError } from "../util/errors.ts";
import type { StepOptions } from "./objective.ts";
import type { RateOf } from "./step-inputs.ts";

/** Numbers by name: what a checkpoint keeps of a session. */
export type Arenas = Readonly<Record<string, Float64Array>>;

/** What turns epochs into better weights: an optimizer with its batches, or a solver that sees all rows at once. */
export interface Learner {
  /** Steps of an epoch; micro-batches count one by one. */
  readonly stepsPerEpoch: number;
  /** Updates of the weights in an epoch: what schedules count as steps. */
  readonly updatesPerEpoch: number;
  /** Whether nothing more can be gained. */
  readonly finished: boolean;
  /**
   * Goes on from a step of an epoch for some tens of milliseconds, `most` steps at most, which may reach into later epochs;
   * gives what each has computed.
   */
  advance(epoch: number, position: number, rate: RateOf, most: number): Promise<Advance>;
  /** Everything that it must have to go on, besides the layers' states. */
  arenas(): Arenas;
  restore(arenas: Arenas): void;
}

/** What some steps have computed: their losses, and the sums of each metric over their rows. */
export interface Advance {
  readonly losses: readonly number[];
  readonly sums: Readonly<Record<string, readonly number[]>>;
  /**
   * Present where the step after these met a number that is not finite: all states are as they were before that step,
   * and this finds out where the number came from.
   */
  readonly failure?: () => Promise<NumberError>;
}

/** The most steps of one call into a program. */
export const mostSteps = 256;
/** How long a call should take, so that the event loop comes round. */
const targetMilliseconds = 30;

/** How many steps the next call does, after one whose steps took so many milliseconds each; at most `most`. */
export function stepsOfCall(each: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(targetMilliseconds / Math.max(each, 1e-3))));
}

/** What a learner needs to know of its training. */
export interface LearnerOptions extends StepOptions {
  /** Micro-batches of an update. */
  readonly accumulate: number;
  readonly seed: number;
  readonly shuffle: boolean;
}

/** The sums of metrics among the outputs of a program, without the mark in their names. */
export function sumsAmong(outputs: Readonly<Record<string, ArrayLike<number>>>): Record<string, number[]> {
  const mark = "metric.";
  const found = Object.entries(outputs).filter(([name]) => name.startsWith(mark));
  return Object.fromEntries(found.map(([name, values]) => [name.slice(mark.length), Array.from(values)]));
}

/** The sums of the steps from one place to another. */
export function between(sums: Advance["sums"], from: number, to: number): Advance["sums"] {
  return Object.fromEntries(Object.entries(sums).map(([name, values]) => [name, values.slice(from, to)]));
}

/** The sums of some steps with those of later ones behind them. */
export function extended(
  sums: Readonly<Record<string, readonly number[]>>,
  later: Readonly<Record<string, readonly number[]>>,
): Record<string, readonly number[]> {
  const names = Object.keys({ ...sums, ...later });
  return Object.fromEntries(names.map((name) => [name, [...(sums[name] ?? []), ...(later[name] ?? [])]]));
}

/** Sums over the rows of batches as means over all rows. */
export function overRows(sums: Readonly<Record<string, ArrayLike<number>>>, rowCount: number): Record<string, number> {
  const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(Object.entries(sums).map(([name, values]) => [name, total(values) / rowCount]));
}

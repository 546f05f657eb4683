import type { Algebra } from "./_algebra.ts";

/** A function to make small: its value and its gradient at some weights, over all rows. */
export type Problem = (weights: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

/** Where a solver stands: plain arrays, so that a checkpoint can hold them. */
export interface SolverState {
  readonly weights: Float64Array;
  /** The value there. */
  readonly value: number;
  readonly gradient: Float64Array;
  /** What it remembers of earlier iterations, by name. */
  readonly memory: Readonly<Record<string, Float64Array>>;
  /** Whether no better place was found. */
  readonly finished: boolean;
}

/** What an iteration has looked at along its direction. */
export interface LineSearch {
  /** Each step length with the value there, and the slope along the direction. */
  readonly trials: readonly { readonly step: number; readonly value: number; readonly slope: number }[];
  /** The step length that was taken; absent where none was good enough. */
  readonly taken: number | undefined;
}

/** A method that looks at the whole problem at once and chooses its own step, on the host in float64. */
export interface Solver {
  readonly name: string;
  readonly start: (weights: Float64Array, problem: Problem) => SolverState;
  /** One iteration; `watch` is told of its line search. */
  readonly advance: (state: SolverState, problem: Problem, watch?: (search: LineSearch) => void) => SolverState;
  /** The direction of an iteration, from the gradient and what is remembered; for showing how it comes about. */
  readonly direction?: <V, S>(on: Algebra<V, S>, gradient: V, memory: Readonly<Record<string, V>>) => V;
}

/** Makes a solver of its record. */
export function defineSolver(record: Solver): Solver {
  return record;
}

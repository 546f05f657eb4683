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

/** A method that looks at the whole problem at once and chooses its own step, on the host in float64. */
export interface Solver {
  readonly name: string;
  readonly start: (weights: Float64Array, problem: Problem) => SolverState;
  /** One iteration. */
  readonly advance: (state: SolverState, problem: Problem) => SolverState;
}

/** Makes a solver of its record. */
export function defineSolver(record: Solver): Solver {
  return record;
}

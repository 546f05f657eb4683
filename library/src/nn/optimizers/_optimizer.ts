import type { Tensor } from "../../graph/tensor.ts";

/** What an update works on: weights, their gradient, the slots, and numbers that the host computes for every step. */
export interface UpdateInputs {
  readonly weights: Tensor;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
  readonly scalars: Readonly<Record<string, Tensor>>;
}

/** New weights and new slots. */
export interface UpdateResult {
  readonly weights: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

/** An optimizer: named slots of the weights' size, scalars for every step in float64, and one elementwise update. */
export interface Optimizer {
  readonly name: string;
  readonly learningRate: number;
  /** The slots and what they begin with. */
  readonly slots: Readonly<Record<string, number>>;
  /** The scalars of step t = 1, 2, … at the rate that the schedule gives. */
  readonly scalars: (rate: number, step: number) => Readonly<Record<string, number>>;
  readonly update: (inputs: UpdateInputs) => UpdateResult;
}

/** Makes an optimizer of its record. */
export function defineOptimizer(record: Optimizer): Optimizer {
  return record;
}

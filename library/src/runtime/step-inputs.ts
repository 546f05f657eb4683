import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { permutation } from "../util/random.ts";
import { lastName } from "./accumulation.ts";
import type { LearnerOptions } from "./learner.ts";

/** Inputs of a program by name. */
export type Given = Record<string, Float64Array | Int32Array>;

/** The inputs of some steps from a position of an epoch on; `rate` is the learning rate of an update, both from 1. */
export type StepInputs = (epoch: number, position: number, steps: number, rate: (update: number) => number) => Given;

/** How an epoch is divided. */
export interface EpochSizes {
  /** Steps with whole batches, and the rows that are left for one more. */
  readonly whole: number;
  readonly tail: number;
  readonly stepsPerEpoch: number;
  readonly updatesPerEpoch: number;
}

/** Divides the rows of an epoch into steps, and its steps into updates. */
export function sizesOfEpoch({ rowCount, batch, accumulate }: LearnerOptions): EpochSizes {
  const whole = Math.floor(rowCount / batch);
  const tail = rowCount - whole * batch;
  const stepsPerEpoch = whole + (tail === 0 ? 0 : 1);
  return { whole, tail, stepsPerEpoch, updatesPerEpoch: Math.ceil(stepsPerEpoch / accumulate) };
}

/** What an optimizer's program is given in each step: a function of seed, epoch and position alone. */
export function stepInputs(network: Network, optimizer: Optimizer, options: LearnerOptions): StepInputs {
  const { rowCount, batch, accumulate, seed, shuffle, inputs } = options;
  const { stepsPerEpoch, updatesPerEpoch } = sizesOfEpoch(options);
  const draws = network.streams([inputs]) > 0;
  let order: { readonly epoch: number; readonly rows: Int32Array } | undefined;
  const orderOf = (epoch: number): Int32Array => {
    if (order?.epoch !== epoch) {
      const rows = shuffle ? permutation(seed, epoch, rowCount) : Int32Array.from({ length: rowCount }, (_, i) => i);
      order = { epoch, rows };
    }
    return order.rows;
  };
  return (epoch, position, steps, rate) => {
    const given: Given = {
      rows: orderOf(epoch).subarray(position * batch, Math.min(rowCount, (position + steps) * batch)),
    };
    for (let i = 0; i < steps; i++) {
      const update = (epoch - 1) * updatesPerEpoch + Math.floor((position + i) / accumulate) + 1;
      for (const [name, value] of Object.entries(optimizer.scalars(rate(update), update))) {
        given[`scalar.${name}`] ??= new Float64Array(steps);
        given[`scalar.${name}`]![i] = value;
      }
    }
    if (accumulate > 1) {
      // What is left at the end of an epoch is an update of its own.
      const isLast = (at: number): boolean => at % accumulate === 0 || at === stepsPerEpoch;
      given[lastName] = Float64Array.from({ length: steps }, (_, i) => (isLast(position + i + 1) ? 1 : 0));
    }
    if (draws) {
      given["seed"] = Int32Array.of(seed);
      given["step"] = Int32Array.from({ length: steps }, (_, i) => (epoch - 1) * stepsPerEpoch + position + i + 1);
    }
    return given;
  };
}

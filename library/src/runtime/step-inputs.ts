import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { permutation } from "../util/random.ts";
import { lastName } from "./accumulation.ts";
import type { LearnerOptions } from "./learner.ts";
import { scalarColumns, scalarOf } from "./scalars.ts";

/** Inputs of a program by name. */
export type Given = Record<string, Float64Array | Int32Array>;

/** The learning rate of an update in an epoch, both counted from 1. */
export type RateOf = (update: number, epoch: number) => number;

/** The inputs of some steps from a position of an epoch on, and of the epochs after it where these begin with whole batches. */
export type StepInputs = (epoch: number, position: number, steps: number, rate: RateOf) => Given;

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

/** The order of the rows in an epoch: a function of seed and epoch alone. */
export function orderOfEpoch(
  { seed, shuffle, rowCount }: Pick<LearnerOptions, "seed" | "shuffle" | "rowCount">,
  epoch: number,
): Int32Array {
  return shuffle ? permutation(seed, epoch, rowCount) : Int32Array.from({ length: rowCount }, (_, i) => i);
}

/** What draws of some steps depend on; `first` is the number of the first of them, counted from 1. */
export function drawInputs(seed: number, first: number, steps: number): Given {
  return { seed: Int32Array.of(seed), step: Int32Array.from({ length: steps }, (_, i) => first + i) };
}

/** What an optimizer's program is given in each step: a function of seed, epoch and position alone. */
export function stepInputs(network: Network, optimizer: Optimizer, options: LearnerOptions): StepInputs {
  const { rowCount, batch, accumulate, seed, inputs } = options;
  const { stepsPerEpoch, updatesPerEpoch } = sizesOfEpoch(options);
  const draws = network.streams([inputs]) > 0;
  let order: { readonly epoch: number; readonly rows: Int32Array } | undefined;
  const orderOf = (epoch: number): Int32Array => {
    if (order?.epoch !== epoch) order = { epoch, rows: orderOfEpoch(options, epoch) };
    return order.rows;
  };
  const rowsOf = (epoch: number, position: number, steps: number): Int32Array => {
    const [from, to] = [position * batch, (position + steps) * batch];
    if (position + steps <= stepsPerEpoch) return orderOf(epoch).subarray(from, Math.min(rowCount, to));
    const rows = new Int32Array(steps * batch);
    const epochs = Math.ceil(to / rowCount);
    for (let later = 0; later < epochs; later++) {
      const own = orderOf(epoch + later).subarray(later === 0 ? from : 0, to - later * rowCount);
      rows.set(own, Math.max(0, later * rowCount - from));
    }
    return rows;
  };
  return (epoch, position, steps, rate) => {
    const given: Given = {
      rows: rowsOf(epoch, position, steps),
      ...scalarColumns(optimizer, scalarOf, steps, (i) => {
        const later = Math.floor((position + i) / stepsPerEpoch);
        const inEpoch = position + i - later * stepsPerEpoch;
        const update = (epoch + later - 1) * updatesPerEpoch + Math.floor(inEpoch / accumulate) + 1;
        return [rate(update, epoch + later), update];
      }),
    };
    if (accumulate > 1) {
      // What is left at the end of an epoch is an update of its own.
      const isLast = (at: number): boolean => at % accumulate === 0 || at === stepsPerEpoch;
      const at = (i: number): number => ((position + i) % stepsPerEpoch) + 1;
      given[lastName] = Float64Array.from({ length: steps }, (_, i) => (isLast(at(i)) ? 1 : 0));
    }
    if (draws) Object.assign(given, drawInputs(seed, (epoch - 1) * stepsPerEpoch + position + 1, steps));
    return given;
  };
}

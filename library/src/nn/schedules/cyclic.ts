import { defineSchedule, type Schedule } from "./_schedule.ts";

/** Options of a cyclic rate; time counts steps. */
export interface CyclicOptions {
  /** The lowest rate. */
  readonly lowest: number;
  /** The highest rate of the first cycle; the optimizer's own unless said otherwise. */
  readonly highest?: number;
  /** Steps from the lowest to the highest rate, and as many back. */
  readonly rise: number;
  /** What the height of the triangle is multiplied by from cycle to cycle: 1, or ½ for "triangular2". */
  readonly decay?: number;
}

/** A triangle wave between two rates. Source: Smith, WACV 2017. */
export function cyclic(options: CyclicOptions): Schedule {
  const { lowest, rise, decay = 1 } = options;
  return defineSchedule({
    name: "cyclic",
    unit: "step",
    rate: (base, t) => {
      const cycle = Math.floor(t / (2 * rise));
      const height = 1 - Math.abs(t / rise - 2 * cycle - 1);
      return lowest + ((options.highest ?? base) - lowest) * Math.max(0, height) * decay ** cycle;
    },
  });
}

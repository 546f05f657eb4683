import { defineSchedule, type Schedule } from "./_schedule.ts";

/** Options of one cycle; time counts steps. */
export interface OneCycleOptions {
  /** How many steps the whole training has. */
  readonly total: number;
  /** The highest rate; ten times the optimizer's own unless said otherwise. */
  readonly highest?: number;
  /** Share of the steps that go up, in (0, 1). */
  readonly rising?: number;
  /** The first rate is the highest divided by this. */
  readonly startDivisor?: number;
  /** The last rate is the first divided by this. */
  readonly endDivisor?: number;
}

/** Half a cosine wave up to the highest rate, then half a wave down to almost 0. Source: Smith and Topin, 2018. */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { total, rising = 0.3, startDivisor = 25, endDivisor = 1e4 } = options;
  const between = (from: number, to: number, share: number): number =>
    to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
  return defineSchedule({
    name: "oneCycle",
    unit: "step",
    rate: (base, t) => {
      const highest = options.highest ?? 10 * base;
      const first = highest / startDivisor;
      const peak = rising * total - 1;
      if (t <= peak) return between(first, highest, t / peak);
      return between(highest, first / endDivisor, Math.min(1, (t - peak) / (total - 1 - peak)));
    },
  });
}

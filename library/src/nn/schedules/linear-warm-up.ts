import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/** Options of a warm-up. */
export interface LinearWarmUpOptions extends TimeOptions {
  /** How long it takes. */
  readonly total: number;
  /** The share of the rate at time 0. */
  readonly start?: number;
  /** The schedule that follows; its time begins when the warm-up ends. */
  readonly next?: Schedule;
}

/** The rate grows in a straight line from start · α to α in `total` units, then follows another schedule. */
export function linearWarmUp({ total, start = 1 / 3, next, ...options }: LinearWarmUpOptions): Schedule {
  return defineSchedule({
    ...next,
    name: next === undefined ? "linearWarmUp" : `linearWarmUp, then ${next.name}`,
    unit: next?.unit ?? options.unit ?? "epoch",
    rate: (base, t, state) => {
      if (t < total) return base * (start + ((1 - start) * t) / total);
      return next === undefined ? base : next.rate(base, t - total, state);
    },
  });
}

import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/** The rate α/(1 + decay · t), decay ≥ 0. */
export function inverseTime(options: TimeOptions & { readonly decay: number }): Schedule {
  const { decay, unit = "epoch" } = options;
  return defineSchedule({ name: "inverseTime", unit, rate: (base, t) => base / (1 + decay * t) });
}

import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/** The rate α · γ^⌊t/every⌋: a stair that falls every `every` units. */
export function step(options: TimeOptions & { readonly every: number; readonly gamma?: number }): Schedule {
  const { every, gamma = 0.1, unit = "epoch" } = options;
  return defineSchedule({ name: "step", unit, rate: (base, t) => base * gamma ** Math.floor(t / every) });
}

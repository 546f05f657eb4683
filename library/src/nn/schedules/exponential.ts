import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/** The rate α · γᵗ, 0 < γ ≤ 1. */
export function exponential(options: TimeOptions & { readonly gamma: number }): Schedule {
  const { gamma, unit = "epoch" } = options;
  return defineSchedule({ name: "exponential", unit, rate: (base, t) => base * gamma ** t });
}

import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/** The rate α · γ^k, where k counts the milestones that time has reached. */
export function multiStep(
  options: TimeOptions & { readonly milestones: readonly number[]; readonly gamma?: number },
): Schedule {
  const { milestones, gamma = 0.1, unit = "epoch" } = options;
  const passed = (t: number): number => milestones.filter((milestone) => milestone <= t).length;
  return defineSchedule({ name: "multiStep", unit, rate: (base, t) => base * gamma ** passed(t) });
}

import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/** The rate end + (α − end)(1 − t/total)^power, and `end` after `total` units. */
export function polynomial(
  options: TimeOptions & { readonly total: number; readonly power?: number; readonly end?: number },
): Schedule {
  const { total, power = 1, end = 0, unit = "epoch" } = options;
  return defineSchedule({
    name: "polynomial",
    unit,
    rate: (base, t) => end + (base - end) * (1 - Math.min(t, total) / total) ** power,
  });
}

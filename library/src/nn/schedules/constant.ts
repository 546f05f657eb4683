import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/** The rate α · factor up to time `until`, then α; without options the rate never changes. */
export function constant(options: TimeOptions & { readonly factor?: number; readonly until?: number } = {}): Schedule {
  const { factor = 1, until = Infinity, unit = "epoch" } = options;
  return defineSchedule({ name: "constant", unit, rate: (base, t) => (t < until ? base * factor : base) });
}

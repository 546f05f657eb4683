import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/**
 * The rate least + ½ (α − least)(1 + cos(π t/total)): half a wave down in `total` units, then up again.
 *
 * Source: Loshchilov and Hutter, ICLR 2017.
 */
export function cosine(options: TimeOptions & { readonly total: number; readonly least?: number }): Schedule {
  const { total, least = 0, unit = "epoch" } = options;
  return defineSchedule({
    name: "cosine",
    unit,
    rate: (base, t) => least + ((base - least) * (1 + Math.cos((Math.PI * t) / total))) / 2,
  });
}

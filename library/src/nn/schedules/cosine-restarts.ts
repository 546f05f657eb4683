import { defineSchedule, type Schedule, type TimeOptions } from "./_schedule.ts";

/**
 * Half a cosine wave from α down to `least` in `first` units, then again from α, each time `factor` times as long.
 *
 * Source: Loshchilov and Hutter, SGDR, ICLR 2017.
 */
export function cosineRestarts(
  options: TimeOptions & { readonly first: number; readonly factor?: number; readonly least?: number },
): Schedule {
  const { first, factor = 1, least = 0, unit = "epoch" } = options;
  return defineSchedule({
    name: "cosineRestarts",
    unit,
    rate: (base, t) => {
      let [start, length] = [0, first];
      while (t >= start + length) [start, length] = [start + length, length * factor];
      return least + ((base - least) * (1 + Math.cos((Math.PI * (t - start)) / length))) / 2;
    },
  });
}

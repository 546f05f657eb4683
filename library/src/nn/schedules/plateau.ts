import { defineSchedule, type Schedule } from "./_schedule.ts";

/** Options of the plateau schedule. */
export interface PlateauOptions {
  /** What the rate is multiplied by, in (0, 1). */
  readonly factor?: number;
  /** How many epochs without gain are waited for. */
  readonly patience?: number;
  /** A loss counts as better when it is below best · (1 − threshold). */
  readonly threshold?: number;
  /** Epochs after a cut in which nothing is counted. */
  readonly cooldown?: number;
  /** The lowest rate. */
  readonly least?: number;
}

/** Cuts the rate when the validation loss has stopped falling. */
export function plateau(options: PlateauOptions = {}): Schedule {
  const { factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, least = 0 } = options;
  return defineSchedule({
    name: "plateau",
    unit: "epoch",
    start: { best: Number.MAX_VALUE, waited: 0, cooling: 0, cuts: 0 },
    observe: ({ best, waited, cooling, cuts }, loss) => {
      const better = loss < best! * (1 - threshold);
      const resting = cooling! > 0;
      const count = better || resting ? 0 : waited! + 1;
      const cut = count > patience;
      return {
        best: better ? loss : best!,
        waited: cut ? 0 : count,
        cooling: cut ? cooldown : Math.max(0, cooling! - 1),
        cuts: cuts! + (cut ? 1 : 0),
      };
    },
    rate: (base, _, { cuts }) => Math.max(least, base * factor ** cuts!),
  });
}

import type { Scaler } from "../scalers/_scaler.ts";
import { quantilesIn } from "../scalers/_selection.ts";
import { defineEncoder, type Encoder, type Fitted, presentNumbers } from "./_encoder.ts";

/** A column shifted and divided; a missing cell counts as the median, and may have an input that says so. */
export interface FittedScaling extends Fitted {
  readonly shift: number;
  readonly scale: number;
  readonly median: number;
  /** The least and the greatest value of the training rows. */
  readonly range: readonly [least: number, most: number];
  /** Whether an input of its own says that the cell was missing. */
  readonly indicator: boolean;
}

/** The median of numbers, which change their order, and whether some of the rows have none. */
export function medianAndGaps(present: Float64Array, rows: Int32Array): { median: number; indicator: boolean } {
  const [median] = present.length === 0 ? [0] : quantilesIn(present, [0.5]);
  return { median: median!, indicator: present.length < rows.length };
}

/** The least and the greatest of some numbers; 0 where there are none. */
export function rangeOf(values: Float64Array): readonly [number, number] {
  let [least, most] = [values[0] ?? 0, values[0] ?? 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** An encoder that applies a scaler's (x − shift)/scale. */
export function scaledEncoder(kind: string, scaler: Scaler): Encoder {
  return defineEncoder<FittedScaling>({
    kind,
    takes: ["numeric"],
    fit: (column, rows) => {
      const present = presentNumbers(column, rows);
      const scaling = scaler(present);
      return { kind, column: column.name, ...scaling, ...medianAndGaps(present, rows), range: rangeOf(present) };
    },
    seen: ({ range: [least, most] }) => ({ kind: "range", least, most }),
    inputs: ({ column, indicator }) => (indicator ? [column, `${column} missing`] : [column]),
    write: ({ shift, scale, median, indicator }, column, rows, out, { at, width }) => {
      if (column.kind === "categorical") return;
      for (let i = 0, to = at; i < rows.length; i++, to += width) {
        const value = column.values[rows[i]!]!;
        const absent = Number.isNaN(value);
        out[to] = ((absent ? median : value) - shift) / scale;
        if (indicator) out[to + 1] = absent ? 1 : 0;
      }
    },
  });
}

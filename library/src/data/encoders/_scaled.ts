import { quantileOf, type Scaler } from "../scalers/_scaler.ts";
import { defineEncoder, type Encoder, type Fitted, presentNumbers } from "./_encoder.ts";

/** A column shifted and divided; a missing cell counts as the median, and may have an input that says so. */
export interface FittedScaling extends Fitted {
  readonly shift: number;
  readonly scale: number;
  readonly median: number;
  /** Whether an input of its own says that the cell was missing. */
  readonly indicator: boolean;
}

/** The median of sorted numbers, and whether some of the rows have none. */
export function medianAndGaps(sorted: Float64Array, rows: Int32Array): { median: number; indicator: boolean } {
  return { median: sorted.length === 0 ? 0 : quantileOf(sorted, 0.5), indicator: sorted.length < rows.length };
}

/** An encoder that applies a scaler's (x − shift)/scale. */
export function scaledEncoder(kind: string, scaler: Scaler): Encoder {
  return defineEncoder<FittedScaling>({
    kind,
    takes: ["numeric"],
    fit: (column, rows) => {
      const present = presentNumbers(column, rows);
      return { kind, column: column.name, ...scaler(present), ...medianAndGaps(present.sort(), rows) };
    },
    inputs: ({ column, indicator }) => (indicator ? [column, `${column} missing`] : [column]),
    write: ({ shift, scale, median, indicator }, column, row, out, at) => {
      const value = column.kind === "categorical" ? Number.NaN : column.values[row]!;
      const absent = Number.isNaN(value);
      out[at] = ((absent ? median : value) - shift) / scale;
      if (indicator) out[at + 1] = absent ? 1 : 0;
    },
  });
}

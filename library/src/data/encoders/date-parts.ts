import { standardize } from "../scalers/standardize.ts";
import { defineEncoder, type Encoder, type Fitted, presentNumbers } from "./_encoder.ts";

interface FittedDate extends Fitted {
  readonly kind: "date-parts";
  readonly shift: number;
  readonly scale: number;
  /** Whether the training rows tell times of day apart. */
  readonly times: boolean;
  readonly indicator: boolean;
}

const year = 365.2425;

/**
 * A date as its time (standardized), and the seasons of year, week and (where there are times) day as points of a circle,
 * so that 31 December is near 1 January. A missing date gives zeros and, where training had some, an input that says so.
 */
export const dateParts: Encoder = defineEncoder<FittedDate>({
  kind: "date-parts",
  takes: ["date"],
  fit: (column, rows) => {
    const present = presentNumbers(column, rows);
    return {
      kind: "date-parts",
      column: column.name,
      ...standardize(present),
      times: present.some((value) => value % 1 !== 0),
      indicator: present.length < rows.length,
    };
  },
  inputs: ({ column, times, indicator }) => [
    `${column} time`,
    `${column} year sin`,
    `${column} year cos`,
    `${column} week sin`,
    `${column} week cos`,
    ...(times ? [`${column} day sin`, `${column} day cos`] : []),
    ...(indicator ? [`${column} missing`] : []),
  ],
  write: ({ shift, scale, times, indicator }, column, row, out, at) => {
    const value = column.kind === "categorical" ? Number.NaN : column.values[row]!;
    const absent = Number.isNaN(value);
    const circle = (period: number): number[] => {
      const angle = (2 * Math.PI * value) / period;
      return [Math.sin(angle), Math.cos(angle)];
    };
    const parts = [(value - shift) / scale, ...circle(year), ...circle(7), ...(times ? circle(1) : [])];
    parts.forEach((part, i) => {
      out[at + i] = absent ? 0 : part;
    });
    if (indicator) out[at + parts.length] = absent ? 1 : 0;
  },
});

import { standardize } from "../scalers/standardize.ts";
import { defineEncoder, type Encoder, type Fitted, presentNumbers } from "./_encoder.ts";
import { rangeOf } from "./_scaled.ts";

interface FittedDate extends Fitted {
  readonly kind: "date-parts";
  readonly shift: number;
  readonly scale: number;
  /** Whether the training rows tell times of day apart. */
  readonly times: boolean;
  readonly indicator: boolean;
  /** The first and the last moment of the training rows. */
  readonly range: readonly [least: number, most: number];
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
      range: rangeOf(present),
    };
  },
  seen: ({ range: [least, most] }) => ({ kind: "range", least, most }),
  inputs: ({ column, times, indicator }) => [
    `${column} time`,
    `${column} year sin`,
    `${column} year cos`,
    `${column} week sin`,
    `${column} week cos`,
    ...(times ? [`${column} day sin`, `${column} day cos`] : []),
    ...(indicator ? [`${column} missing`] : []),
  ],
  write: ({ shift, scale, times, indicator }, column, rows, out, { at, width }) => {
    if (column.kind === "categorical") return;
    const periods = times ? [year, 7, 1] : [year, 7];
    for (let i = 0, to = at; i < rows.length; i++, to += width) {
      const value = column.values[rows[i]!]!;
      const absent = Number.isNaN(value);
      out[to] = absent ? 0 : (value - shift) / scale;
      periods.forEach((period, k) => {
        const angle = (2 * Math.PI * value) / period;
        out[to + 1 + 2 * k] = absent ? 0 : Math.sin(angle);
        out[to + 2 + 2 * k] = absent ? 0 : Math.cos(angle);
      });
      if (indicator) out[to + 1 + 2 * periods.length] = absent ? 1 : 0;
    }
  },
});

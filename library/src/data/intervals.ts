import { randomStream } from "../util/random.ts";

/** A value with the bounds between which it lies with 95 % confidence, and how they were found. */
export interface Interval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly method: "Wilson" | "bootstrap of rows";
}

/** The 97.5 % point of the normal distribution. */
const z = 1.959963984540054;

/** A share of rows with Wilson's score interval. Source: Wilson, JASA 1927. */
export function wilson(hits: number, rows: number): Interval {
  const share = hits / rows;
  const center = (share + (z * z) / (2 * rows)) / (1 + (z * z) / rows);
  const half = (z / (1 + (z * z) / rows)) * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows));
  return {
    value: share,
    lower: hits === 0 ? 0 : center - half,
    upper: hits === rows ? 1 : center + half,
    method: "Wilson",
  };
}

/** Of how many draws a bootstrap is made, and from which seed. */
export interface BootstrapOptions {
  readonly draws?: number;
  readonly seed?: number;
}

/**
 * A statistic of rows with the 2.5 % and 97.5 % points of its values over rows drawn with replacement.
 *
 * A function of the seed. Source: Efron, Annals of Statistics 1979.
 */
export function bootstrap(
  rowCount: number,
  statistic: (rows: Int32Array) => number,
  options: BootstrapOptions = {},
): Interval {
  return bootstrapAll(rowCount, { statistic }, options).statistic;
}

/** Several statistics over the same draws, each as `bootstrap` would give it. */
export function bootstrapAll<Name extends string>(
  rowCount: number,
  statistics: Readonly<Record<Name, (rows: Int32Array) => number>>,
  { draws = 1000, seed = 0 }: BootstrapOptions = {},
): Readonly<Record<Name, Interval>> {
  const names = Object.keys(statistics) as Name[];
  const random = randomStream(seed, 2000);
  const rows = Int32Array.from({ length: rowCount }, (_, i) => i);
  const found = names.map((name) => ({ name, value: statistics[name](rows), values: [] as number[] }));
  const drawn = new Int32Array(rowCount);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < rowCount; i++) drawn[i] = random.integer(rowCount);
    for (const { name, values } of found) {
      const value = statistics[name](drawn);
      if (Number.isFinite(value)) values.push(value);
    }
  }
  return Object.fromEntries(
    found.map(({ name, value, values }) => {
      values.sort((a, b) => a - b);
      const at = (q: number): number => values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? value;
      return [name, { value, lower: at(0.025), upper: at(0.975), method: "bootstrap of rows" }];
    }),
  ) as Record<Name, Interval>;
}

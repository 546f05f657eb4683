import type { InputBlock } from "../data/inputs.ts";
import { permutation } from "../util/random.ts";

/** How much worse answers get when a column tells nothing. */
export interface ColumnImportance {
  readonly column: string;
  /** The mean drop of the score over the repeats, and its standard deviation. */
  readonly drop: number;
  readonly deviation: number;
}

/** Columns that go together: shuffling one of them hides little that the other does not tell. */
export interface CorrelatedColumns {
  readonly columns: readonly [string, string];
  /** The greatest size of a correlation between inputs of the two. */
  readonly correlation: number;
}

export interface Importance {
  /** The score with all columns as they are, on the rows that were used. */
  readonly score: number;
  readonly rows: number;
  readonly repeats: number;
  /** The most important column first. */
  readonly columns: readonly ColumnImportance[];
  /** Pairs with a correlation above 0.9, the closest first, at most ten. */
  readonly correlated: readonly CorrelatedColumns[];
  /** How many such pairs there are. */
  readonly correlatedPairs: number;
}

export interface ImportanceOptions {
  /** The outputs for rows of inputs (rows × inputs), as rows × outputs. */
  readonly predict: (inputs: Float32Array) => ArrayLike<number> | Promise<ArrayLike<number>>;
  /** The test rows (rows × inputs). */
  readonly inputs: Float32Array;
  readonly blocks: readonly InputBlock[];
  /** How good outputs are for some of the rows; more is better. */
  readonly score: (outputs: Float64Array, rows: Int32Array) => number;
  readonly repeats?: number;
  readonly seed?: number;
  /** Multiplications for one row: with it the work is held to about two seconds, by fewer repeats and then fewer rows. */
  readonly work?: number;
}

/** Multiplications that take about two seconds, and numbers of inputs that are held at once. */
const budget = 1e9;
const atOnce = 1 << 21;

/**
 * The drop of a score when the inputs of one column are shuffled among the rows: mean and deviation over repeats.
 *
 * A function of its arguments: the amount of work decides how often it is repeated, never the clock.
 * Source: Breiman, Machine Learning 2001; Fisher, Rudin, Dominici, JMLR 2019.
 */
export async function permutationImportance(options: ImportanceOptions): Promise<Importance> {
  const { predict, inputs, blocks, score, seed = 0, work = 1000 } = options;
  const width = blocks.reduce((sum, block) => sum + block.width, 0);
  const rowCount = width === 0 ? 0 : inputs.length / width;
  const perRepeat = rowCount * blocks.length * (work + width);
  const repeats = Math.max(1, Math.min(options.repeats ?? 10, Math.floor(budget / Math.max(1, perRepeat))));
  const share = Math.min(1, budget / Math.max(1, perRepeat));
  const kept = Math.max(Math.min(rowCount, 2), Math.floor(rowCount * share));
  const rows = permutation(seed, 0, rowCount).slice(0, kept).sort();
  const own = new Float32Array(kept * width);
  rows.forEach((row, i) => own.set(inputs.subarray(row * width, (row + 1) * width), i * width));
  if (kept === 0) return { score: 0, rows: 0, repeats: 0, columns: [], correlated: [], correlatedPairs: 0 };
  const base = score(Float64Array.from(await predict(own)), rows);
  const tries = blocks.flatMap((block, at) =>
    Array.from({ length: repeats }, (_, repeat) => ({ block, at, stream: 1 + at * repeats + repeat })),
  );
  const drops: number[][] = blocks.map(() => []);
  const together = Math.max(1, Math.floor(atOnce / own.length));
  for (let from = 0; from < tries.length; from += together) {
    const now = tries.slice(from, from + together);
    const changed = new Float32Array(now.length * own.length);
    now.forEach(({ block, stream }, i) => {
      changed.set(own, i * own.length);
      const order = permutation(seed, stream, kept);
      for (let row = 0; row < kept; row++) {
        const start = order[row]! * width + block.at;
        changed.set(own.subarray(start, start + block.width), i * own.length + row * width + block.at);
      }
    });
    const outputs = Float64Array.from(await predict(changed));
    const size = outputs.length / now.length;
    now.forEach(({ at }, i) => {
      drops[at]!.push(base - score(outputs.subarray(i * size, (i + 1) * size), rows));
    });
  }
  const columns = blocks.map(({ column }, at): ColumnImportance => {
    const found = drops[at]!;
    const drop = found.reduce((sum, value) => sum + value, 0) / found.length;
    const variance = found.reduce((sum, value) => sum + (value - drop) ** 2, 0) / Math.max(1, found.length - 1);
    return { column, drop, deviation: Math.sqrt(variance) };
  });
  const pairs = correlatedColumns(own, blocks);
  return {
    score: base,
    rows: kept,
    repeats,
    columns: columns
      .map((one, at) => ({ one, at }))
      .sort((a, b) => b.one.drop - a.one.drop || a.at - b.at)
      .map(({ one }) => one),
    correlated: pairs.slice(0, mostPairs),
    correlatedPairs: pairs.length,
  };
}

const limit = 0.9;
const mostRows = 500;
const mostInputs = 400;
const mostPairs = 10;

/** Pairs of columns that have inputs with |correlation| > 0.9, over at most 500 rows and the first 400 inputs. */
export function correlatedColumns(inputs: Float32Array, blocks: readonly InputBlock[]): readonly CorrelatedColumns[] {
  const width = blocks.reduce((sum, block) => sum + block.width, 0);
  const rows = Math.min(mostRows, inputs.length / width);
  // Of a handful of rows any two columns may look alike.
  if (!(rows >= 10)) return [];
  const parts = blocks.flatMap((block, at) =>
    Array.from({ length: block.width }, (_, k) => ({ at, values: unit(inputs, block.at + k, width, rows) })),
  );
  const greatest = new Map<string, { pair: readonly [number, number]; correlation: number }>();
  const few = parts.slice(0, mostInputs).filter(({ values }) => values !== undefined);
  few.forEach((left, i) => {
    for (const right of few.slice(i + 1)) {
      if (left.at === right.at) continue;
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += left.values![row]! * right.values![row]!;
      const correlation = Math.min(1, Math.abs(sum));
      const key = `${left.at} ${right.at}`;
      if (correlation > limit && correlation > (greatest.get(key)?.correlation ?? 0))
        greatest.set(key, { pair: [left.at, right.at], correlation });
    }
  });
  return [...greatest.values()]
    .sort((a, b) => b.correlation - a.correlation || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1])
    .map(({ pair: [a, b], correlation }) => ({ columns: [blocks[a]!.column, blocks[b]!.column], correlation }));
}

/** An input over the rows, moved to mean 0 and length 1; nothing where nine of ten rows have the same, or more. */
function unit(inputs: Float32Array, at: number, width: number, rows: number): Float64Array | undefined {
  const values = Float64Array.from({ length: rows }, (_, row) => inputs[row * width + at]!);
  // Two marks for missing cells are alike because both are rare, whatever their columns tell.
  const middle = [...values].sort((a, b) => a - b)[rows >> 1]!;
  if (values.filter((value) => value === middle).length > 0.9 * rows) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  const centered = values.map((value) => value - mean);
  const length = Math.sqrt(centered.reduce((sum, value) => sum + value * value, 0));
  return centered.map((value) => value / length);
}

import { randomStream } from "../util/random.ts";

/** What decides which rows go where. */
export interface SplitOptions {
  /** The share of rows of each part; the first part gets what is left over. */
  readonly shares: readonly number[];
  readonly seed: number;
  /** Rows of one stratum are shared out by themselves: the class of a row. */
  readonly stratumOf: (row: number) => string;
  /** Rows of one block stay on one side: those of one patient, or equal rows. */
  readonly blockOf: (row: number) => string | number;
}

/**
 * Divides rows into parts: by stratum, so that every part has the same shares of classes; in whole blocks, so that no
 * block is on two sides; otherwise by chance, as a function of the seed.
 *
 * A block belongs to the stratum of its first row.
 */
export function splitRows(rows: Int32Array, { shares, seed, stratumOf, blockOf }: SplitOptions): Int32Array[] {
  const blocks = blocksOf(rows, blockOf);
  const strata = new Map<string, number[]>();
  blocks.heads.forEach((head, block) => {
    const name = stratumOf(rows[head]!);
    const stratum = strata.get(name);
    if (stratum === undefined) strata.set(name, [block]);
    else stratum.push(block);
  });
  const parts: number[][] = shares.map(() => []);
  const give = (block: number, part: number): void => {
    for (let at = blocks.heads[block]!; at >= 0; at = blocks.next[at]!) parts[part]!.push(rows[at]!);
  };
  [...strata]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .forEach(([, stratum], stream) => {
      const random = randomStream(seed, 1000 + stream);
      for (let i = stratum.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [stratum[i], stratum[j]] = [stratum[j]!, stratum[i]!];
      }
      const size = stratum.reduce((sum, block) => sum + blocks.sizes[block]!, 0);
      let left = stratum.length;
      for (let part = shares.length - 1; part > 0; part--) {
        const wanted = Math.round(size * shares[part]!);
        // One block stays for the training rows, however large the blocks are.
        for (let count = 0; count < wanted && left > 1; count += blocks.sizes[stratum[left]!]!)
          give(stratum[--left]!, part);
      }
      for (const block of stratum.slice(0, left)) give(block, 0);
    });
  return parts.map((part) => Int32Array.from(part).sort());
}

/** Rows that belong together, as chains: a table may have as many blocks as rows, and an array for each would be large. */
interface Blocks {
  /** The place of each block's first row, and how many rows it has. */
  readonly heads: readonly number[];
  readonly sizes: readonly number[];
  /** For every place that of the next row of its block; −1 at the end. */
  readonly next: Int32Array;
}

function blocksOf(rows: Int32Array, blockOf: SplitOptions["blockOf"]): Blocks {
  const known = new Map<string | number, number>();
  const [heads, tails, sizes]: [number[], number[], number[]] = [[], [], []];
  const next = new Int32Array(rows.length).fill(-1);
  rows.forEach((row, at) => {
    const name = blockOf(row);
    const block = known.get(name);
    if (block === undefined) {
      known.set(name, heads.length);
      heads.push(at);
      tails.push(at);
      sizes.push(1);
      return;
    }
    next[tails[block]!] = at;
    tails[block] = at;
    sizes[block]!++;
  });
  return { heads, sizes, next };
}

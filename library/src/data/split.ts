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
  const blocks = new Map<string | number, number[]>();
  for (const row of rows) {
    const block = blocks.get(blockOf(row));
    if (block === undefined) blocks.set(blockOf(row), [row]);
    else block.push(row);
  }
  const strata = new Map<string, number[][]>();
  for (const block of blocks.values()) {
    const stratum = strata.get(stratumOf(block[0]!)) ?? [];
    stratum.push(block);
    strata.set(stratumOf(block[0]!), stratum);
  }
  const parts: number[][] = shares.map(() => []);
  [...strata]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .forEach(([, stratum], stream) => {
      const random = randomStream(seed, 1000 + stream);
      for (let i = stratum.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [stratum[i], stratum[j]] = [stratum[j]!, stratum[i]!];
      }
      const size = stratum.reduce((sum, block) => sum + block.length, 0);
      let left = stratum.length;
      for (let part = shares.length - 1; part > 0; part--) {
        const wanted = Math.round(size * shares[part]!);
        // One block stays for the training rows, however large the blocks are.
        for (let count = 0; count < wanted && left > 1; count += stratum[left]!.length) {
          left--;
          parts[part]!.push(...stratum[left]!);
        }
      }
      for (const block of stratum.slice(0, left)) parts[0]!.push(...block);
    });
  return parts.map((part) => Int32Array.from(part).sort());
}

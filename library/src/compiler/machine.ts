/** What loops are written for: the width of a vector, and what fits into registers. */
export interface Machine {
  /** float32 numbers of one vector; loads of a vector may reach that far beyond the end of a buffer. */
  readonly lanes: 4 | 8 | 16;
  /** Rows of the register tile of a product. */
  readonly tileRows: number;
  /** Vectors side by side in the register tile of a product. */
  readonly tileVectors: number;
  /** How many threads may work on one program. */
  readonly threads: number;
}

/** Vectors of 128 bits and 16 registers, of which 4 × 2 sums leave room for the operands. */
export const narrow: Machine = { lanes: 4, tileRows: 4, tileVectors: 2, threads: 1 };

/** How programs for a machine round, and in how many lanes they add: the same text, the same bits. */
export function arithmeticOf({ lanes }: Machine, fused: boolean): string {
  return `float32, ${lanes} lanes, ${fused ? "products and sums rounded together" : "every operation rounded"}`;
}

/** The most rows that are computed at once where nothing is learned. */
export const largestBlock = 1024;

/** How many rows are computed at once: blocks that differ little in size, none larger than the largest. */
export function blockOf(rowCount: number): number {
  return Math.ceil(rowCount / Math.ceil(rowCount / largestBlock));
}

import { ArgumentError } from "../../util/errors.ts";

/** Sequences of different lengths in rows of one length, with a mask that says which steps are there. */
export interface PaddedSequences {
  /** rows × length × channels; 0 (or `padding`) where there is no step. */
  readonly values: Float64Array;
  /** rows × length; 1 where there is a step, 0 where there is none. */
  readonly mask: Float64Array;
  readonly length: number;
}

/** How sequences are brought to one length. */
export interface PaddingOptions {
  /** The length of all rows; that of the longest sequence unless said otherwise. Longer ones lose their first steps. */
  readonly length?: number;
  /** Where the sequence stands in its row; at the end unless said otherwise, so that the last step is a real one. */
  readonly at?: "end" | "start";
  /** What stands where there is no step; 0 unless said otherwise. */
  readonly padding?: number;
}

/**
 * Brings sequences (each steps × channels) to one length.
 *
 * @throws ArgumentError where a sequence does not consist of whole steps, or there are none.
 * @example
 * padded([[1, 2, 3], [4]], 1).values; // [1, 2, 3, 0, 0, 4]
 */
export function padded(
  sequences: readonly ArrayLike<number>[],
  channels: number,
  { length, at = "end", padding = 0 }: PaddingOptions = {},
): PaddedSequences {
  if (sequences.length === 0) throw new ArgumentError("padded: there are no sequences");
  const steps = sequences.map((sequence, i) => {
    const count = sequence.length / channels;
    if (Number.isInteger(count)) return count;
    throw new ArgumentError(`padded: sequence ${i} does not consist of whole steps`, {
      expected: `a multiple of ${channels} numbers`,
      found: String(sequence.length),
    });
  });
  const whole = length ?? Math.max(...steps);
  const values = new Float64Array(sequences.length * whole * channels).fill(padding);
  const mask = new Float64Array(sequences.length * whole);
  sequences.forEach((sequence, row) => {
    const kept = Math.min(whole, steps[row]!);
    const skipped = (steps[row]! - kept) * channels;
    const first = row * whole + (at === "end" ? whole - kept : 0);
    mask.fill(1, first, first + kept);
    for (let i = 0; i < kept * channels; i++) values[first * channels + i] = sequence[skipped + i]!;
  });
  return { values, mask, length: whole };
}

import { ArgumentError } from "../../util/errors.ts";
import type { Phase } from "../derivation.ts";
import type { Notation } from "../notation.ts";
import type { Language } from "../sentences/languages.ts";
import { type Depth, usualView, type View } from "../writer.ts";

/** Options that all formats share. */
export interface RenderOptions {
  readonly language?: Language;
  readonly notation?: Notation;
  /** 1 symbols, 2 matrices (unless said otherwise), 3 one cell worked out, 4 a calculator's tape. */
  readonly depth?: Depth;
  /** Significant digits, 1 to 17; 4 unless said otherwise. */
  readonly digits?: number;
  /** Whether large matrices and long loops are shown whole. */
  readonly whole?: boolean;
  /** The cell that is worked out, from (1, 1). */
  readonly cell?: readonly [row: number, column: number];
  readonly phase?: Phase;
  /** A layer's path: only its lines. */
  readonly layer?: string;
  /** A single frame, from 0: only its lines, without the introduction. */
  readonly frame?: number;
}

/** Options with what is usual filled in. @throws ArgumentError where digits or the cell are outside their range. */
export function viewOf(options: RenderOptions): View {
  const digits = options.digits ?? usualView.digits;
  if (!Number.isInteger(digits) || digits < 1 || digits > 17)
    throw new ArgumentError("explain: the number of digits is wrong", { expected: "1 to 17", found: String(digits) });
  const cell = options.cell ?? [1, 1];
  if (cell.some((at) => !Number.isInteger(at) || at < 1))
    throw new ArgumentError("explain: there is no such cell", {
      expected: "row and column from 1",
      found: cell.join(", "),
    });
  return {
    notation: options.notation ?? usualView.notation,
    depth: options.depth ?? usualView.depth,
    digits,
    cell: [cell[0] - 1, cell[1] - 1],
    phase: options.phase,
    layer: options.layer,
    frame: options.frame,
    whole: options.whole === true,
  };
}

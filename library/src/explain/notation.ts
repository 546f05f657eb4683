import type { Shape } from "../graph/shape.ts";
import type { DerivationStep } from "./derivation.ts";

/**
 * How matrices are written.
 *
 * - `row`: Z = AW + b, an example is a row;
 * - `colT`: z = Wᵀx + b, an example is a column, W as in `row`;
 * - `col`: z = Wx + b, an example is a column and so is W turned;
 * - `index`: z_j = Σ x_i w_ij + b_j, numbers by their indices.
 */
export type Notation = "row" | "colT" | "col" | "index";

/** All notations. */
export const notations: readonly Notation[] = ["row", "colT", "col", "index"];

/** Whether names are written in small letters. */
export function isSmall(notation: Notation): boolean {
  return notation !== "row";
}

/** Whether a notation shows a quantity turned, compared with the graph, whose rows are examples. */
export function isTurned(
  step: Pick<DerivationStep, "shape" | "isParameterLike" | "isPerExample">,
  notation: Notation,
): boolean {
  // Images and scores have an order of their own, whether examples are rows or columns.
  if (step.shape.length > 3) return false;
  // A number for each example lies across where examples are columns, and so is turned beside rows.
  if (step.isPerExample) return notation === "row" || notation === "index";
  if (notation === "col") return true;
  // A vector such as b is a row beside rows and a column beside columns.
  return notation === "colT" && (!step.isParameterLike || step.shape.length < 2);
}

/**
 * A tensor's shape as rows and columns: a vector is a row, of more axes the last one lies across. Of more than two axes those
 * of size 1 do not count, so that an image with one channel is seen as one.
 */
export function matrixShape(given: Shape): readonly [rows: number, columns: number] {
  const wide = given.filter((size) => size !== 1);
  const shape = given.length > 2 && wide.length > 1 ? wide : given;
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

/** A matrix turned; the same array where nothing changes its order. */
export function turned(values: Float64Array, rows: number, columns: number): Float64Array {
  if (rows === 1 || columns === 1) return values;
  const out = new Float64Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c]!;
  return out;
}

/** Sizes in parentheses: (4×2). Of more than two axes all are named. */
export function dimensions(shape: Shape, isTurnedRound: boolean): string {
  const sizes = shape.length > 2 ? shape : matrixShape(shape);
  return `(${(isTurnedRound ? [...sizes].reverse() : sizes).join("×")})`;
}

/** The letters of a quantity's axes where indices are written: r counts examples, i and j features. */
export function axisLetters(
  step: Pick<DerivationStep, "shape" | "isParameterLike" | "isPerExample">,
): readonly string[] {
  const rank = step.shape.length;
  if (step.isParameterLike) return spareLetters.slice(rank === 1 ? 1 : 0).slice(0, rank);
  if (step.isPerExample || rank > 1) return ["r", ...spareLetters.slice(1)].slice(0, rank);
  return ["j"].slice(0, rank);
}

/** Letters for places, each of which can stand as a subscript. */
export const spareLetters: readonly string[] = ["i", "j", "k", "l", "m", "n", "p", "s", "t", "u", "v", "x", "a", "e"];

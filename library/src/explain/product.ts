import type { ContractNames } from "../graph/primitive.ts";

/** Which operand stands where in a product of two matrices, and which of them are turned. */
export interface ProductForm {
  /** The operands from left to right, by number. */
  readonly order: readonly [number, number];
  readonly turned: readonly [boolean, boolean];
}

/**
 * A contraction of two matrices over one axis as a product of matrices, the result not turned; undefined for any other.
 *
 * With the summed axis k, the left factor must have k last and the right one first; where the result has its axes the
 * other way round, the operands change places, because (AB)ᵀ = BᵀAᵀ.
 */
export function productForm({ left, right, output }: ContractNames): ProductForm | undefined {
  if (left.length !== 2 || right.length !== 2 || output.length !== 2) return undefined;
  const summed = left.filter((name) => right.includes(name) && !output.includes(name));
  if (summed.length !== 1) return undefined;
  const k = summed[0]!;
  const [free] = left.filter((name) => name !== k);
  const [other] = right.filter((name) => name !== k);
  if (output[0] === free && output[1] === other) return { order: [0, 1], turned: [left[0] === k, right[1] === k] };
  if (output[0] === other && output[1] === free) return { order: [1, 0], turned: [right[0] === k, left[1] === k] };
  return undefined;
}

/** The same product turned: (AB)ᵀ = BᵀAᵀ. */
export function turnedProduct({ order, turned }: ProductForm): ProductForm {
  return { order: [order[1], order[0]], turned: [!turned[1], !turned[0]] };
}

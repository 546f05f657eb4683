import type { ContractNames } from "../graph/primitive.ts";
import type { Shape } from "../graph/shape.ts";

/** Which operand stands where in a product of two matrices, and which of them are turned. */
export interface ProductForm {
  /** The operands from left to right, by number. */
  readonly order: readonly [number, number];
  readonly turned: readonly [boolean, boolean];
}

/**
 * A contraction of two matrices over one axis as a product of matrices, the result not turned; undefined for any other. Of more
 * than two axes those of size 1 do not count.
 *
 * With the summed axis k, the left factor must have k last and the right one first; where the result has its axes the
 * other way round, the operands change places, because (AB)ᵀ = BᵀAᵀ.
 */
export function productForm(names: ContractNames, [a, b]: readonly [Shape, Shape]): ProductForm | undefined {
  const isWide = (name: string): boolean =>
    (a[names.left.indexOf(name)] ?? 1) !== 1 || (b[names.right.indexOf(name)] ?? 1) !== 1;
  const isLong = Math.max(names.left.length, names.right.length) > 2;
  // A vector keeps its last axis besides, so that it is a matrix of one column.
  const kept = (list: readonly string[]): readonly string[] => {
    if (!isLong) return list;
    const wide = list.filter(isWide);
    const last = list.filter((name) => !isWide(name)).slice(-1);
    return wide.length === 1 ? list.filter((name) => wide.includes(name) || last.includes(name)) : wide;
  };
  const [left, right, output] = [kept(names.left), kept(names.right), kept(names.output)];
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

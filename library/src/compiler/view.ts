import type { Layout } from "../graph/primitive.ts";
import { type Shape, stridesOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/** A tensor as a strided window on the memory of another one. */
export interface View extends Layout {
  /** The tensor that owns the memory. */
  readonly base: Tensor;
}

/** The whole of a tensor's own memory. */
export function ownView(base: Tensor): View {
  return { base, offset: 0, strides: stridesOf(base.shape) };
}

/** A view on the memory of the operand; nothing where that is not laid out for it, as it may be for `reshape`. */
export function viewOf(tensor: Tensor, owner: (tensor: Tensor) => View): View | undefined {
  const inner = owner(tensor.inputs[0]!);
  const seen = tensor.primitive.view!(tensor, inner);
  return seen && { ...seen, base: inner.base };
}

/** Whether a primitive is one of those that `viewOf` may look through. */
export function isViewPrimitive(tensor: Tensor): boolean {
  return tensor.primitive.view !== undefined;
}

/** Axes of a loop nest, each with its size and the strides of every participant. */
export interface Dimension {
  readonly size: number;
  readonly strides: readonly number[];
}

/** Leaves out axes of size 1 and merges axes that lie one behind the other for every participant. */
export function mergeDimensions(shape: Shape, strides: readonly (readonly number[])[]): Dimension[] {
  const merged: Dimension[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const own = strides.map((list) => list[axis]!);
    const last = merged.at(-1);
    if (last?.strides.every((outer, i) => outer === own[i]! * size))
      merged[merged.length - 1] = { size: last.size * size, strides: own };
    else merged.push({ size, strides: own });
  });
  return merged;
}

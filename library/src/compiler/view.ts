import type { SliceAttributes } from "../graph/primitive.ts";
import { broadcast } from "../graph/primitives/broadcast.ts";
import { permute } from "../graph/primitives/permute.ts";
import { reshape } from "../graph/primitives/reshape.ts";
import { slice } from "../graph/primitives/slice.ts";
import { stopGradient } from "../graph/primitives/stop-gradient.ts";
import { type WindowAttributes, window } from "../graph/primitives/window.ts";
import { type Shape, spliced, stridesOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/** A tensor as a strided window on the memory of another one. */
export interface View {
  /** The tensor that owns the memory. */
  readonly base: Tensor;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The whole of a tensor's own memory. */
export function ownView(base: Tensor): View {
  return { base, offset: 0, strides: stridesOf(base.shape) };
}

/** Whether a node only looks at the memory of its operand; `reshape` does where the strides allow. */
export function viewOf(tensor: Tensor, owner: (tensor: Tensor) => View): View | undefined {
  const { primitive, inputs } = tensor;
  if (primitive === stopGradient) return owner(inputs[0]!);
  if (primitive === permute) {
    const inner = owner(inputs[0]!);
    const { axes } = tensor.attributes as { axes: readonly number[] };
    return { ...inner, strides: axes.map((axis) => inner.strides[axis]!) };
  }
  if (primitive === broadcast) {
    const inner = owner(inputs[0]!);
    const from = inputs[0]!.shape;
    const shift = tensor.shape.length - from.length;
    return {
      ...inner,
      strides: tensor.shape.map((_, axis) =>
        axis < shift || from[axis - shift] === 1 ? 0 : inner.strides[axis - shift]!,
      ),
    };
  }
  if (primitive === slice) {
    const inner = owner(inputs[0]!);
    const { start, step } = tensor.attributes as SliceAttributes;
    return {
      base: inner.base,
      offset: inner.offset + start.reduce((sum, s, axis) => sum + s * inner.strides[axis]!, 0),
      strides: step.map((s, axis) => s * inner.strides[axis]!),
    };
  }
  if (primitive === window) {
    const inner = owner(inputs[0]!);
    const { axis, step, dilation } = tensor.attributes as WindowAttributes;
    const stride = inner.strides[axis]!;
    return { ...inner, strides: spliced(inner.strides, axis, 1, stride * step, stride * dilation) };
  }
  if (primitive === reshape) {
    const inner = owner(inputs[0]!);
    const strides = reshapedStrides(inputs[0]!.shape, inner.strides, tensor.shape);
    return strides === undefined ? undefined : { ...inner, strides };
  }
  return undefined;
}

/** Whether a primitive is one of those that `viewOf` may look through. */
export function isViewPrimitive(tensor: Tensor): boolean {
  return [stopGradient, permute, broadcast, slice, window, reshape].includes(tensor.primitive);
}

/** The strides of a reshaped view, or nothing where the memory is not laid out for it. */
export function reshapedStrides(from: Shape, strides: readonly number[], to: Shape): number[] | undefined {
  const sizes = from.flatMap((size, axis) => (size === 1 ? [] : [[size, strides[axis]!] as const]));
  const result = new Array<number>(to.length).fill(0);
  if (from.includes(0)) return result;
  let next = sizes.length - 1;
  let axis = to.length - 1;
  while (axis >= 0) {
    if (to[axis] === 1) {
      axis--;
      continue;
    }
    if (next < 0) return undefined;
    // Gather source axes that lie in memory one behind the other until they hold this target axis.
    let [have, stride] = sizes[next]!;
    const unit = stride;
    next--;
    let need = to[axis]!;
    result[axis] = unit;
    while (have !== need) {
      if (have < need) {
        if (next < 0) return undefined;
        const [size, outer] = sizes[next]!;
        if (outer !== stride * sizes[next + 1]![0]) return undefined;
        have *= size;
        stride = outer;
        next--;
      } else {
        axis--;
        while (axis >= 0 && to[axis] === 1) axis--;
        if (axis < 0) return undefined;
        result[axis] = unit * need;
        need *= to[axis]!;
      }
    }
    axis--;
  }
  return result;
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

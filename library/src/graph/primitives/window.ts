import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { forEachElement, shapeText, sizeOf, spliced, stridesOf } from "../shape.ts";

/** Windows along an axis: `size` positions, `dilation` apart; from one window to the next it is `step`. */
export interface WindowAttributes {
  readonly axis: number;
  readonly size: number;
  readonly step: number;
  readonly dilation: number;
}

/** How many windows fit on `length` positions. */
export function windowCount(length: number, { size, step, dilation }: WindowAttributes): number {
  return Math.floor((length - (size - 1) * dilation - 1) / step) + 1;
}

/**
 * Every place where a window fits on an axis: the axis becomes two, places and positions in the window.
 *
 * y[…, i, k, …] = x[…, i · step + k · dilation, …]. Derivative: `fold`, which adds up what overlaps.
 */
export const window: Primitive = definePrimitive<WindowAttributes>({
  name: "window",
  shape: ([input], attributes) => {
    const { axis, size, dilation } = attributes;
    const count = windowCount(input!.shape[axis]!, attributes);
    if (count < 1)
      throw new ShapeError("window: the window does not fit", {
        expected: `at most ${input!.shape[axis]} along axis ${axis} of ${shapeText(input!.shape)}`,
        found: `${(size - 1) * dilation + 1}`,
      });
    return { shape: spliced(input!.shape, axis, 1, count, size), type: input!.type };
  },
  derivative: (node, gradient, build) => {
    const { attributes, inputs } = node;
    return [build.apply(fold, [gradient], { ...attributes, length: inputs[0]!.shape[attributes.axis]! })];
  },
  view: (node, { offset, strides }) => {
    const { axis, step, dilation } = node.attributes;
    const stride = strides[axis]!;
    return { offset, strides: spliced(strides, axis, 1, stride * step, stride * dilation) };
  },
});

/** The windows, and how long the axis is on which they lie. */
export interface FoldAttributes extends WindowAttributes {
  readonly length: number;
}

/**
 * Windows laid on an axis and added up where they overlap: the adjoint of `window`.
 *
 * y[…, j, …] = Σ x[…, i, k, …] over i · step + k · dilation = j. Derivative: `window`.
 */
export const fold: Primitive = definePrimitive<FoldAttributes>({
  name: "fold",
  shape: ([input], attributes) => {
    const { axis, size, length } = attributes;
    const count = windowCount(length, attributes);
    if (input!.shape[axis] !== count || input!.shape[axis + 1] !== size)
      throw new ShapeError("fold: the windows do not fit the length", {
        expected: `${count} windows of ${size} at axis ${axis}, for a length of ${length}`,
        found: shapeText(input!.shape),
      });
    return { shape: spliced(input!.shape, axis, 2, length) };
  },
  derivative: (node, gradient, build) => {
    const { length: _, ...windows } = node.attributes;
    return [build.apply(window, [gradient], windows)];
  },
  evaluate: (node, [input]) => {
    const { axis, step, dilation } = node.attributes;
    const own = stridesOf(node.shape);
    const out = new Float64Array(sizeOf(node.shape));
    const strides = spliced(own, axis, 1, own[axis]! * step, own[axis]! * dilation);
    forEachElement(node.inputs[0]!.shape, [strides], (element, [offset]) => {
      out[offset!]! += input![element]!;
    });
    return out;
  },
});

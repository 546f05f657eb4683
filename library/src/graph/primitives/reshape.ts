import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { type Shape, shapeText, sizeOf } from "../shape.ts";

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

/** The same elements in the same order under another shape. Derivative: the gradient in the old shape. */
export const reshape: Primitive = definePrimitive<{ readonly shape: Shape }>({
  name: "reshape",
  shape: ([input], { shape }) => {
    if (sizeOf(shape) !== sizeOf(input!.shape))
      throw new ShapeError("reshape: the number of elements changes", {
        expected: `${sizeOf(input!.shape)} elements as in ${shapeText(input!.shape)}`,
        found: `${sizeOf(shape)} elements in ${shapeText(shape)}`,
      });
    return { shape, type: input!.type };
  },
  derivative: (node, gradient, build) => [build.reshape(gradient, node.inputs[0]!.shape)],
  view: (node, { offset, strides }) => {
    const reshaped = reshapedStrides(node.inputs[0]!.shape, strides, node.shape);
    return reshaped && { offset, strides: reshaped };
  },
});

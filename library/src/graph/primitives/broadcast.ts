import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { broadcastShapes, type Shape, sameShape, shapeText } from "../shape.ts";

/** Stretches axes of size 1 and adds axes in front, as in NumPy. Derivative: the sum over the stretched axes. */
export const broadcast: Primitive = definePrimitive<{ readonly shape: Shape }>({
  name: "broadcast",
  shape: ([input], { shape }) => {
    if (!sameShape(broadcastShapes([input!.shape, shape], "broadcast"), shape))
      throw new ShapeError("broadcast: the shape does not stretch", {
        expected: shapeText(shape),
        found: shapeText(input!.shape),
      });
    return { shape, type: input!.type };
  },
  derivative: (node, gradient, build) => [build.sumTo(gradient, node.inputs[0]!.shape)],
  view: (node, { offset, strides }) => {
    const from = node.inputs[0]!.shape;
    const shift = node.shape.length - from.length;
    const isStretched = (axis: number): boolean => axis < shift || from[axis - shift] === 1;
    return { offset, strides: node.shape.map((_, axis) => (isStretched(axis) ? 0 : strides[axis - shift]!)) };
  },
});

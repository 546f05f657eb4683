import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import {
  broadcastShapes,
  broadcastStrides,
  forEachElement,
  type Shape,
  sameShape,
  shapeText,
  sizeOf,
} from "../shape.ts";

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
  evaluate: (node, [input]) => {
    const out = new Float64Array(sizeOf(node.shape));
    forEachElement(node.shape, [broadcastStrides(node.inputs[0]!.shape, node.shape)], (element, [offset]) => {
      out[element] = input![offset!]!;
    });
    return out;
  },
});

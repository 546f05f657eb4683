import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { type Shape, shapeText, sizeOf } from "../shape.ts";

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
  evaluate: (_, [input]) => input!,
});

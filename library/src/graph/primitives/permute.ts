import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { shapeText } from "../shape.ts";

/** Axes in another order: axis i of the result is axis `axes[i]` of the input. Derivative: the inverse order. */
export const permute: Primitive = definePrimitive<{ readonly axes: readonly number[] }>({
  name: "permute",
  shape: ([input], { axes }) => {
    if (axes.length !== input!.shape.length || [...axes].sort((a, b) => a - b).some((axis, i) => axis !== i))
      throw new ShapeError("permute: not an order of the axes", {
        expected: `each of the axes of ${shapeText(input!.shape)} once`,
        found: `[${axes.join(", ")}]`,
      });
    return { shape: axes.map((axis) => input!.shape[axis]!), type: input!.type };
  },
  derivative: (node, gradient, build) => {
    const inverse = node.attributes.axes.map((_, axis) => node.attributes.axes.indexOf(axis));
    return [build.permute(gradient, inverse)];
  },
  view: (node, { offset, strides }) => ({ offset, strides: node.attributes.axes.map((axis) => strides[axis]!) }),
});

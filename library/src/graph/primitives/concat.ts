import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { forEachElement, shapeText, sizeOf, stridesOf } from "../shape.ts";

/** Tensors joined one after the other along an axis. Derivative: the gradient, cut apart again. */
export const concat: Primitive = definePrimitive<{ readonly axis: number }>({
  name: "concat",
  shape: (inputs, { axis }) => {
    const [first] = inputs;
    if (first === undefined) throw new ShapeError("concat: there is nothing to join");
    for (const input of inputs)
      if (
        input.shape.length !== first.shape.length ||
        input.shape.some((size, i) => i !== axis && size !== first.shape[i])
      )
        throw new ShapeError("concat: the shapes do not fit", {
          expected: `sizes as in ${shapeText(first.shape)} on all axes but ${axis}`,
          found: shapeText(input.shape),
        });
    const shape = first.shape.map((size, i) =>
      i === axis ? inputs.reduce((sum, t) => sum + t.shape[axis]!, 0) : size,
    );
    return { shape, type: first.type };
  },
  derivative: (node, gradient, build) => {
    let at = 0;
    return node.inputs.map((input) => {
      const start = node.shape.map((_, axis) => (axis === node.attributes.axis ? at : 0));
      at += input.shape[node.attributes.axis]!;
      return build.slice(gradient, { start, size: input.shape, step: node.shape.map(() => 1) });
    });
  },
  evaluate: (node, values) => {
    const out = new Float64Array(sizeOf(node.shape));
    const strides = stridesOf(node.shape);
    let at = 0;
    node.inputs.forEach((input, i) => {
      const base = at * strides[node.attributes.axis]!;
      forEachElement(input.shape, [strides], (element, [offset]) => {
        out[base + offset!] = values[i]![element]!;
      });
      at += input.shape[node.attributes.axis]!;
    });
    return out;
  },
});

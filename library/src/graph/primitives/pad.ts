import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type PadAttributes, type Primitive } from "../primitive.ts";
import { forEachElement, type Shape, shapeText, sizeOf, stridesOf } from "../shape.ts";

function paddedShape(shape: Shape, { low, high, interior }: PadAttributes): Shape {
  return shape.map((n, axis) => low[axis]! + high[axis]! + (n === 0 ? 0 : n + (n - 1) * interior[axis]!));
}

/**
 * A constant (0) before, after and between the elements of each axis; negative amounts crop.
 *
 * Derivative: the gradient read at the places where the elements went.
 */
export const pad: Primitive = definePrimitive<PadAttributes>({
  name: "pad",
  shape: ([input], attributes) => {
    const shape = paddedShape(input!.shape, attributes);
    if (shape.some((size) => size < 0))
      throw new ShapeError("pad: more is cropped than there is", { found: shapeText(input!.shape) });
    return { shape, type: input!.type };
  },
  derivative: (node, gradient, build) => {
    const { low, high, interior } = node.attributes;
    const cut = low.some((n) => n < 0) || high.some((n) => n < 0);
    const zeros = low.map(() => 0);
    // What was cropped has gradient 0: pad it back first, so that every element is found in its place.
    const restored = cut
      ? build.pad(gradient, {
          low: low.map((n) => Math.max(0, -n)),
          high: high.map((n) => Math.max(0, -n)),
          interior: zeros,
        })
      : gradient;
    return [
      build.slice(restored, {
        start: low.map((n) => Math.max(0, n)),
        size: node.inputs[0]!.shape,
        step: interior.map((n) => n + 1),
      }),
    ];
  },
  evaluate: (node, [input]) => {
    const { low, interior, value = 0 } = node.attributes;
    const out = new Float64Array(sizeOf(node.shape)).fill(value);
    const strides = stridesOf(node.shape);
    const from = node.inputs[0]!.shape;
    const axes = from.map((_, axis) => from.map((__, other) => (axis === other ? 1 : 0)));
    forEachElement(from, axes, (element, position) => {
      let offset = 0;
      for (let axis = 0; axis < from.length; axis++) {
        const at = low[axis]! + position[axis]! * (interior[axis]! + 1);
        if (at < 0 || at >= node.shape[axis]!) return;
        offset += at * strides[axis]!;
      }
      out[offset] = input![element]!;
    });
    return out;
  },
});

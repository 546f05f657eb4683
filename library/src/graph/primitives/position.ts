import { definePrimitive, type Primitive } from "../primitive.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { around } from "./gather.ts";

/** The position of every element along one axis, as int32 indices. */
export const index: Primitive = definePrimitive<{ readonly shape: Shape; readonly axis: number }>({
  name: "index",
  shape: (_, { shape }) => ({ shape, type: "index" }),
  derivative: () => [],
  evaluate: (node) => {
    const [, size, inner] = around(node.shape, node.attributes.axis);
    return Float64Array.from({ length: sizeOf(node.shape) }, (_, element) => Math.floor(element / inner) % size);
  },
});

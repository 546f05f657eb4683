import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { sameShape, shapeText, sizeOf } from "../shape.ts";
import { around, checkIndex } from "./gather.ts";

/**
 * Zeros, to which slices are added at the places that the indices name: the adjoint of `gather`.
 *
 * Derivative: the gradient gathered at the same indices.
 */
export const scatterAdd: Primitive = definePrimitive<{ readonly axis: number; readonly size: number }>({
  name: "scatterAdd",
  shape: ([updates, indices], { axis, size }) => {
    const rank = indices!.shape.length;
    if (!sameShape(updates!.shape.slice(axis, axis + rank), indices!.shape))
      throw new ShapeError("scatterAdd: updates and indices do not fit", {
        found: `${shapeText(updates!.shape)} and ${shapeText(indices!.shape)} at axis ${axis}`,
      });
    return { shape: [...updates!.shape.slice(0, axis), size, ...updates!.shape.slice(axis + rank)] };
  },
  derivative: (node, gradient, build) => [build.gather(gradient, node.inputs[1]!, node.attributes.axis), undefined],
  evaluate: (node, [updates, indices]) => {
    const [outer, size, inner] = around(node.shape, node.attributes.axis);
    const out = new Float64Array(sizeOf(node.shape));
    let at = 0;
    for (let o = 0; o < outer; o++)
      for (const index of indices!) {
        const to = (o * size + checkIndex(index, size, "scatterAdd")) * inner;
        for (let i = 0; i < inner; i++) out[to + i]! += updates![at++]!;
      }
    return out;
  },
});

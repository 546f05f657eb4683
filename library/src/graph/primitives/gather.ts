import { ChainruleError, ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { type Shape, shapeText, sizeOf } from "../shape.ts";

/** Splits a shape at an axis into the product of sizes before, the size there, and the product after. */
export function around(shape: Shape, axis: number): readonly [number, number, number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))];
}

/** Fails where an index points outside its axis. */
export function checkIndex(index: number, size: number, operation: string): number {
  if (Number.isInteger(index) && index >= 0 && index < size) return index;
  throw new ChainruleError(`${operation}: an index points outside`, {
    expected: `a whole number from 0 to ${size - 1}`,
    found: String(index),
  });
}

/**
 * Slices picked by index along an axis: the axis is replaced by the axes of the indices.
 *
 * Derivative: the gradient, scattered back and added where an index occurs twice.
 */
export const gather: Primitive = definePrimitive<{ readonly axis: number }>({
  name: "gather",
  shape: ([input, indices], { axis }) => {
    if (indices!.type !== "index")
      throw new ShapeError("gather: the second operand must hold indices", { found: shapeText(indices!.shape) });
    return {
      shape: [...input!.shape.slice(0, axis), ...indices!.shape, ...input!.shape.slice(axis + 1)],
      type: input!.type,
    };
  },
  derivative: (node, gradient, build) => {
    const { axis } = node.attributes;
    const [input, indices] = node.inputs as [(typeof node.inputs)[0], (typeof node.inputs)[0]];
    return [build.scatterAdd(gradient, indices!, axis, input!.shape[axis]!), undefined];
  },
  evaluate: (node, [input, indices]) => {
    const [outer, size, inner] = around(node.inputs[0]!.shape, node.attributes.axis);
    const out = new Float64Array(sizeOf(node.shape));
    let at = 0;
    for (let o = 0; o < outer; o++)
      for (const index of indices!) {
        const from = (o * size + checkIndex(index, size, "gather")) * inner;
        for (let i = 0; i < inner; i++) out[at++] = input![from + i]!;
      }
    return out;
  },
});

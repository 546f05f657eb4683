import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive, type SliceAttributes } from "../primitive.ts";
import { shapeText } from "../shape.ts";

/**
 * Some elements along each axis: `size[i]` of them from `start[i]`, `step[i]` apart; a negative step walks back.
 *
 * Derivative: the gradient put back in its places, zeros elsewhere.
 */
export const slice: Primitive = definePrimitive<SliceAttributes>({
  name: "slice",
  shape: ([input], { start, size, step }) => {
    input!.shape.forEach((length, axis) => {
      const first = start[axis]!;
      const last = first + (size[axis]! - 1) * step[axis]!;
      if (size[axis]! > 0 && (first < 0 || first >= length || last < 0 || last >= length || step[axis] === 0))
        throw new ShapeError(`slice: axis ${axis} does not reach that far`, {
          expected: `positions 0 to ${length - 1} of ${shapeText(input!.shape)}`,
          found: `${size[axis]} from ${first} with step ${step[axis]}`,
        });
    });
    return { shape: size, type: input!.type };
  },
  derivative: (node, gradient, build) => {
    const { start, size, step } = node.attributes;
    const from = node.inputs[0]!.shape;
    // A backward walk is the forward walk over the same places, reversed.
    const low = from.map((_, axis) =>
      step[axis]! > 0 ? start[axis]! : start[axis]! + Math.max(0, size[axis]! - 1) * step[axis]!,
    );
    const flipped = step.some((s) => s < 0)
      ? build.slice(gradient, {
          start: size.map((n, axis) => (step[axis]! < 0 ? n - 1 : 0)),
          size,
          step: step.map((s) => (s < 0 ? -1 : 1)),
        })
      : gradient;
    const span = (axis: number): number => (size[axis] === 0 ? 0 : (size[axis]! - 1) * Math.abs(step[axis]!) + 1);
    return [
      build.pad(flipped, {
        low,
        high: from.map((length, axis) => length - low[axis]! - span(axis)),
        interior: step.map((s) => Math.abs(s) - 1),
      }),
    ];
  },
  view: (node, { offset, strides }) => {
    const { start, step } = node.attributes;
    return {
      offset: offset + start.reduce((sum, s, axis) => sum + s * strides[axis]!, 0),
      strides: step.map((s, axis) => s * strides[axis]!),
    };
  },
});

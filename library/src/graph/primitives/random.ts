import { ShapeError } from "../../util/errors.ts";
import { randomBits, uniform01 } from "../../util/random.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { type Shape, shapeText, sizeOf } from "../shape.ts";

/** The shape to fill and the number of the stream, which keeps two draws of one step apart. */
export interface RandomAttributes {
  readonly shape: Shape;
  readonly stream: number;
}

/**
 * Uniform numbers in [0, 1), multiples of 2⁻²⁴, as a pure function of (seed, stream, step, element).
 *
 * Operands: seed and step, two index scalars. Threefry-2×32 with 20 rounds, so every back end draws the same.
 * Source: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, SC 2011.
 */
export const random: Primitive = definePrimitive<RandomAttributes>({
  name: "random",
  shape: ([seed, step], { shape }) => {
    for (const operand of [seed!, step!])
      if (operand.type !== "index" || operand.shape.length !== 0)
        throw new ShapeError("random: seed and step must be index scalars", { found: shapeText(operand.shape) });
    return { shape };
  },
  derivative: () => [undefined, undefined],
  evaluate: (node, [seed, step]) => {
    const { stream } = node.attributes;
    const out = new Float64Array(sizeOf(node.shape));
    for (let element = 0; element < out.length; element++)
      out[element] = uniform01(randomBits(seed![0]!, stream, step![0]!, element));
    return out;
  },
});

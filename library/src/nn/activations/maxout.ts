import { maximum, reshape } from "../../graph/functions.ts";
import { shapeText } from "../../graph/shape.ts";
import { ShapeError } from "../../util/errors.ts";
import { defineTensorActivation, type TensorActivation } from "./_activation.ts";

/**
 * The greatest of every `pieces` neighbors: the last axis becomes `pieces` times shorter.
 *
 * Source: Goodfellow, Warde-Farley, Mirza, Courville, Bengio, ICML 2013.
 */
export function maxout(pieces = 2): TensorActivation {
  return defineTensorActivation(
    "maxout",
    (input) => {
      const size = input.shape.at(-1) ?? 1;
      if (size % pieces !== 0)
        throw new ShapeError(`maxout: the last axis cannot be divided by ${pieces}`, { found: shapeText(input.shape) });
      return maximum(reshape(input, [...input.shape.slice(0, -1), size / pieces, pieces]), -1);
    },
    [pieces],
  );
}

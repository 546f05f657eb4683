import { mul } from "../../expr/operations/mul.ts";
import { slice } from "../../graph/functions.ts";
import { shapeText } from "../../graph/shape.ts";
import { ShapeError } from "../../util/errors.ts";
import { defineTensorActivation, type TensorActivation } from "./_activation.ts";
import { sigmoid } from "./sigmoid.ts";

/**
 * The gated linear unit: the last axis is halved, x = (a, b), and gives a · sigmoid(b).
 *
 * Source: Dauphin, Fan, Auli, Grangier, ICML 2017.
 */
export const glu: TensorActivation = defineTensorActivation("glu", (input) => {
  const size = input.shape.at(-1) ?? 1;
  if (size % 2 !== 0) throw new ShapeError("glu: the last axis cannot be halved", { found: shapeText(input.shape) });
  return mul(slice(input, -1, 0, size / 2), sigmoid(slice(input, -1, size / 2)));
});

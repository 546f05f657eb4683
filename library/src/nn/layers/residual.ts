import { add } from "../../expr/operations/add.ts";
import { sameShape, shapeText } from "../../graph/shape.ts";
import { ShapeError } from "../../util/errors.ts";
import { defineLayer, type Layer } from "../network.ts";

/**
 * Layers around which the input is carried: y = x + f(x). The layers must keep the shape.
 *
 * Source: He, Zhang, Ren, Sun, CVPR 2016.
 */
export const residual: (...layers: readonly Layer[]) => Layer = defineLayer(
  "residual",
  (...layers: readonly Layer[]) =>
    (input, scope) => {
      const output = layers.reduce((value, layer) => scope.use(layer, value), input);
      if (!sameShape(output.shape, input.shape))
        throw new ShapeError("residual: the layers change the shape", {
          expected: shapeText(input.shape),
          found: shapeText(output.shape),
        });
      return add(input, output);
    },
);

import { shapeText } from "../../graph/shape.ts";
import { ShapeError } from "../../util/errors.ts";
import { defineInitializer, type Initializer } from "./_initializer.ts";

/** `gain` on the main diagonal and 0 elsewhere: a layer that begins by passing its input on. */
export function identity(gain = 1): Initializer {
  return defineInitializer(
    "identity",
    (shape) => {
      if (shape.length !== 2)
        throw new ShapeError("identity: only a matrix has a diagonal", { found: shapeText(shape) });
      const [rows, columns] = shape as [number, number];
      const out = new Float64Array(rows * columns);
      for (let i = 0; i < Math.min(rows, columns); i++) out[i * columns + i] = gain;
      return out;
    },
    [gain],
  );
}

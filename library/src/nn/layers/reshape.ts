import { reshape as reshaped } from "../../graph/functions.ts";
import type { Shape } from "../../graph/shape.ts";
import { defineLayer, type Layer } from "../network.ts";

/** Each row in another shape with as many numbers; one size may be −1. */
export const reshape: (rowShape: Shape) => Layer = defineLayer("reshape", (rowShape: Shape) => (input) => {
  return reshaped(input, [input.shape[0]!, ...rowShape]);
});

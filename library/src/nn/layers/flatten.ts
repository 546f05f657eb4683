import { reshape } from "../../graph/functions.ts";
import { sizeOf } from "../../graph/shape.ts";
import { defineLayer, type Layer } from "../network.ts";

/** Each row as one line of numbers: (n×a×b×…) becomes (n×a·b·…). */
export const flatten: () => Layer = defineLayer("flatten", () => (input) => {
  return reshape(input, [input.shape[0]!, sizeOf(input.shape.slice(1))]);
});

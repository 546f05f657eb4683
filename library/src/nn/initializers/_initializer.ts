import type { Shape } from "../../graph/shape.ts";
import type { RandomStream } from "../../util/random.ts";

/** Fills a parameter of a shape with its first values. */
export type Initializer = (shape: Shape, random: RandomStream) => Float64Array;

/** Fills a shape value by value. */
export function filled(shape: Shape, value: () => number): Float64Array {
  return Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value);
}

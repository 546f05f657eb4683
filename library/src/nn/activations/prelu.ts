import { less } from "../../expr/operations/less.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { constant } from "../initializers/constant.ts";
import { defineLayer, type Layer } from "../network.ts";

/**
 * The rectifier with a learned slope for each feature (last axis): x where x > 0, else α x; α begins at 0.25.
 *
 * Source: He, Zhang, Ren, Sun, ICCV 2015.
 */
export const prelu: (initialSlope?: number) => Layer = defineLayer("prelu", (initialSlope = 0.25) => (input, scope) => {
  const slope = scope.parameter("slope", [input.shape.at(-1)!], { initializer: constant(initialSlope) });
  return select(less(0, input), input, mul(slope, input));
});

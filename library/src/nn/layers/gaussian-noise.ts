import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { normalFrom } from "../../graph/composed.ts";
import { ArgumentError } from "../../util/errors.ts";
import { defineLayer, type Layer } from "../network.ts";

/**
 * In training adds normal noise of mean 0 to every number, y = x + σ ε; otherwise it passes on.
 *
 * @param deviation σ ≥ 0.
 * @throws ArgumentError where σ is less.
 */
export const gaussianNoise: (deviation: number) => Layer = defineLayer("gaussianNoise", (deviation: number) => {
  if (!(deviation >= 0 && deviation < Infinity))
    throw new ArgumentError("gaussianNoise: the deviation is wrong", {
      expected: "a number ≥ 0",
      found: String(deviation),
    });
  return (input, scope) => {
    if (scope.mode === "inference" || deviation === 0) return input;
    return add(input, mul(deviation, normalFrom(scope.random(input.shape), scope.random(input.shape))));
  };
});

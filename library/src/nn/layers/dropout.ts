import { lessEqual } from "../../expr/operations/less-equal.ts";
import { mul } from "../../expr/operations/mul.ts";
import { ArgumentError } from "../../util/errors.ts";
import { defineLayer, type Layer } from "../network.ts";

/**
 * In training sets each number to 0 with probability `rate` and divides the others by 1 − rate; otherwise passes on.
 *
 * @param rate share of numbers dropped, 0 ≤ rate < 1.
 * Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, JMLR 2014.
 */
export const dropout: (rate: number) => Layer = defineLayer("dropout", (rate: number) => {
  if (!(rate >= 0 && rate < 1))
    throw new ArgumentError("dropout: the rate is wrong", { expected: "0 ≤ rate < 1", found: String(rate) });
  return (input, scope) => {
    if (scope.mode === "inference" || rate === 0) return input;
    const kept = lessEqual(rate, scope.random(input.shape));
    return mul(mul(input, kept), 1 / (1 - rate));
  };
});

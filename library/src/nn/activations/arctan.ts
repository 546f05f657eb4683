import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { atan } from "../../expr/operations/atan.ts";

/** The arc tangent of x, in the open interval (−π/2, π/2). */
export const arctan: Operation = defineFunction({
  symbol: "arctan",
  arity: 1,
  formula: (x) => atan(x!),
});

import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { erf } from "../../expr/operations/erf.ts";
import { mul } from "../../expr/operations/mul.ts";

/** x Φ(x) with the normal distribution function Φ. */
export const gelu: Operation = defineFunction({
  symbol: "gelu",
  arity: 1,
  formula: (x) => mul(mul(0.5, x!), add(1, erf(div(x!, Math.SQRT2)))),
  source: "Hendrycks and Gimpel, 2016",
});

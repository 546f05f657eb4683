import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { tanh } from "../../expr/operations/tanh.ts";

/** GELU with Φ approximated by a tanh. */
export const geluTanh: Operation = defineFunction({
  symbol: "geluTanh",
  arity: 1,
  formula: (x) =>
    mul(mul(0.5, x!), add(1, tanh(mul(Math.sqrt(2 / Math.PI), add(x!, mul(0.044715, mul(x!, mul(x!, x!)))))))),
  source: "Hendrycks and Gimpel, 2016",
});

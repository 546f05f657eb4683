import { exp64 } from "../float64.ts";
import { rising } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { factorial, polynomial } from "../polynomial.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { less } from "./less.ts";
import { mul } from "./mul.ts";
import { select } from "./select.ts";
import { sub } from "./sub.ts";

/** eˣ − 1, exact to the last digits near 0. */
export const expm1: Operation = defineOperation({
  symbol: "expm1",
  arity: 1,
  evaluate: (x) => Math.expm1(x!),
  derivative: (_, result) => [add(result, 1)],
  latex: (x) => `e^{${x()}} - 1`,
  interval: rising(Math.expm1),
  latexPrecedence: precedence.sum,
  javascript: (x) => `Math.expm1(${x})`,
  lowering: {
    formula: (x) => {
      const series = Array.from({ length: 12 }, (_, k) => 1 / factorial(k + 1));
      return select(less(abs(x!), 0.35), mul(x!, polynomial(series, x!)), sub(exp64(x!), 1));
    },
    precision: "float64",
    ulp: 1,
  },
});

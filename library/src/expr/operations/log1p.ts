import { log64 } from "../float64.ts";
import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { polynomial } from "../polynomial.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { less } from "./less.ts";
import { mul } from "./mul.ts";
import { select } from "./select.ts";

/** ln(1 + x), exact to the last digits near 0. */
export const log1p: Operation = defineOperation({
  symbol: "log1p",
  arity: 1,
  evaluate: (x) => Math.log1p(x!),
  derivative: ([x]) => [div(1, add(1, x!))],
  latex: (x) => `\\ln\\left(1 + ${x(precedence.sum)}\\right)`,
  interval: (x) => between(Math.log1p(Math.max(x.lower, -1)), Math.log1p(Math.max(x.upper, -1))),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.log1p(${x})`,
  lowering: {
    formula: (x) => {
      const near = mul(x!, polynomial([1, -1 / 2, 1 / 3, -1 / 4], x!));
      return select(less(abs(x!), 1e-4), near, log64(add(1, x!)));
    },
    precision: "float64",
    ulp: 1,
  },
});

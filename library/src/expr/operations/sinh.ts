import { exp64 } from "../float64.ts";
import { hull, rising } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { factorial, polynomial } from "../polynomial.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { less } from "./less.ts";
import { mul } from "./mul.ts";
import { select } from "./select.ts";
import { sub } from "./sub.ts";

// Hyperbolic sine and cosine are each other's derivative, so they stand in one file.

/** The hyperbolic sine (eˣ − e⁻ˣ)/2. */
export const sinh: Operation = defineOperation({
  symbol: "sinh",
  arity: 1,
  evaluate: (x) => Math.sinh(x!),
  derivative: ([x]) => [cosh(x!)],
  latex: (x) => `\\sinh ${x(precedence.power)}`,
  interval: rising(Math.sinh),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.sinh(${x})`,
  lowering: {
    formula: (x) => {
      const square = mul(x!, x!);
      const series = Array.from({ length: 6 }, (_, k) => 1 / factorial(2 * k + 1));
      const power = exp64(x!);
      return select(less(abs(x!), 0.5), mul(x!, polynomial(series, square)), mul(0.5, sub(power, div(1, power))));
    },
    precision: "float64",
    ulp: 1,
  },
});

/** The hyperbolic cosine (eˣ + e⁻ˣ)/2. */
export const cosh: Operation = defineOperation({
  symbol: "cosh",
  arity: 1,
  evaluate: (x) => Math.cosh(x!),
  derivative: ([x]) => [sinh(x!)],
  latex: (x) => `\\cosh ${x(precedence.power)}`,
  interval: (x) => hull(Math.cosh(x.lower), Math.cosh(x.upper), x.lower <= 0 && x.upper >= 0 ? 1 : Math.cosh(x.lower)),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.cosh(${x})`,
  lowering: {
    formula: (x) => {
      const power = exp64(x!);
      return mul(0.5, add(power, div(1, power)));
    },
    precision: "float64",
    ulp: 1,
  },
});

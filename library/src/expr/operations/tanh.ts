import { rising } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { polynomial } from "../polynomial.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import { less } from "./less.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { select } from "./select.ts";
import { sub } from "./sub.ts";

/** The hyperbolic tangent (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ), in the open interval (−1, 1). */
export const tanh: Operation = defineOperation({
  symbol: "tanh",
  arity: 1,
  evaluate: (x) => Math.tanh(x!),
  derivative: (_, result) => [sub(1, mul(result, result))],
  latex: (x) => `\\tanh ${x(precedence.power)}`,
  interval: rising(Math.tanh),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.tanh(${x})`,
  lowering: {
    formula: (x) => {
      // Near 0 a series keeps all digits (Chebyshev interpolation, relative error 2 · 10⁻⁸); else 1 − 2/(e^2|x| + 1).
      const a = abs(x!);
      const square = mul(x!, x!);
      const tail = polynomial([-0.33333329, 0.13332769, -0.05385085, 0.020996894, -0.0060962995], square);
      const near = add(x!, mul(mul(x!, square), tail));
      const far = sub(1, div(2, add(exp(add(a, a)), 1)));
      return select(less(a, 0.625), near, select(less(x!, 0), neg(far), far));
    },
    precision: "float32",
    ulp: 4,
  },
});

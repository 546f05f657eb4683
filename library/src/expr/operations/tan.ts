import { quarterCosine, quarterSine, quarterTurns } from "../float64.ts";
import { everything } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { floor } from "./floor.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { select } from "./select.ts";
import { sub } from "./sub.ts";

/** The tangent of x radians. */
export const tan: Operation = defineOperation({
  symbol: "tan",
  arity: 1,
  evaluate: (x) => Math.tan(x!),
  derivative: (_, result) => [add(1, mul(result, result))],
  latex: (x) => `\\tan ${x(precedence.power)}`,
  interval: () => everything,
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.tan(${x})`,
  lowering: {
    formula: (x) => {
      const { n, f } = quarterTurns(x!);
      const odd = sub(n, mul(floor(mul(n, 0.5)), 2));
      const sine = quarterSine(f);
      const cosine = quarterCosine(f);
      return select(odd, neg(div(cosine, sine)), div(sine, cosine));
    },
    precision: "float64",
    ulp: 1,
  },
});

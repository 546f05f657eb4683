import { quarterTurns, sineOfTurns } from "../float64.ts";
import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { add } from "./add.ts";
import { floor } from "./floor.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { sub } from "./sub.ts";

// Sine and cosine are each other's derivative, so they stand in one file.

/** The sine of x radians. */
export const sin: Operation = defineOperation({
  symbol: "sin",
  arity: 1,
  evaluate: (x) => Math.sin(x!),
  derivative: ([x]) => [cos(x!)],
  latex: (x) => `\\sin ${x(precedence.power)}`,
  interval: () => between(-1, 1),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.sin(${x})`,
  lowering: {
    formula: (x) => sineOfTurns(quarterTurns(x!)),
    precision: "float64",
    ulp: 1,
    absolute: 2 ** -22,
  },
});

/** The cosine of x radians. */
export const cos: Operation = defineOperation({
  symbol: "cos",
  arity: 1,
  evaluate: (x) => Math.cos(x!),
  derivative: ([x]) => [neg(sin(x!))],
  latex: (x) => `\\cos ${x(precedence.power)}`,
  interval: () => between(-1, 1),
  latexPrecedence: precedence.product,
  javascript: (x) => `Math.cos(${x})`,
  lowering: {
    formula: (x) => {
      const { n, f } = quarterTurns(x!);
      const next = add(n, 1);
      return sineOfTurns({ n: sub(next, mul(floor(mul(next, 0.25)), 4)), f });
    },
    precision: "float64",
    ulp: 1,
    absolute: 2 ** -22,
  },
});

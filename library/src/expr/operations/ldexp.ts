import { constant } from "../expr.ts";
import { everything } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";

/** x · 2ʸ for a whole number y; slope 0 in y, which only takes whole values. */
export const ldexp: Operation = defineOperation({
  symbol: "ldexp",
  arity: 2,
  evaluate: (x, y) => x! * 2 ** y!,
  derivative: ([, y]) => [ldexp(constant(1), y!), 0],
  latex: (x, y) => `${x(precedence.product)} \\cdot 2^{${y()}}`,
  latexPrecedence: precedence.product,
  interval: () => everything,
  instruction: "ldexp",
  javascript: (x, y) => `(${x} * 2 ** ${y})`,
});

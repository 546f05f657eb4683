import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";

/** The sum x + y. */
export const add: Operation = defineOperation({
  symbol: "add",
  arity: 2,
  evaluate: (x, y) => x! + y!,
  derivative: () => [1, 1],
  latex: (x, y) => `${x(precedence.sum)} + ${y(precedence.sum + 1)}`,
  latexPrecedence: precedence.sum,
  infix: { sign: "+", precedence: precedence.sum },
  commutative: true,
  interval: (x, y) => between(x.lower + y.lower, x.upper + y.upper),
  instruction: "add",
  javascript: (x, y) => `(${x} + ${y})`,
});

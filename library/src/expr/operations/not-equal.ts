import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { equal } from "./equal.ts";
import { sub } from "./sub.ts";

/** 1 where x ≠ y or either is NaN, else 0. */
export const notEqual: Operation = defineOperation({
  symbol: "notEqual",
  arity: 2,
  evaluate: (x, y) => (x! !== y! ? 1 : 0),
  derivative: () => [0, 0],
  latex: (x, y) => `${x(precedence.sum)} \\ne ${y(precedence.sum)}`,
  latexPrecedence: precedence.comparison,
  infix: { sign: "!=", precedence: precedence.comparison },
  interval: () => between(0, 1),
  lowering: { formula: (x, y) => sub(1, equal(x!, y!)), precision: "float32", ulp: 0 },
  javascript: (x, y) => `(${x} !== ${y} ? 1 : 0)`,
});

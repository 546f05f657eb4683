import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";

/** 1 where x < y, else 0; 0 where either is NaN. */
export const less: Operation = defineOperation({
  symbol: "less",
  arity: 2,
  evaluate: (x, y) => (x! < y! ? 1 : 0),
  derivative: () => [0, 0],
  latex: (x, y) => `${x(precedence.sum)} < ${y(precedence.sum)}`,
  latexPrecedence: precedence.comparison,
  infix: { sign: "<", precedence: precedence.comparison },
  interval: () => between(0, 1),
  instruction: "less",
  javascript: (x, y) => `(${x} < ${y} ? 1 : 0)`,
});

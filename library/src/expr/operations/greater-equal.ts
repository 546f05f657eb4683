import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { lessEqual } from "./less-equal.ts";

/** 1 where x ≥ y, else 0; 0 where either is NaN. */
export const greaterEqual: Operation = defineOperation({
  symbol: "greaterEqual",
  arity: 2,
  evaluate: (x, y) => (x! >= y! ? 1 : 0),
  derivative: () => [0, 0],
  latex: (x, y) => `${x(precedence.sum)} \\ge ${y(precedence.sum)}`,
  latexPrecedence: precedence.comparison,
  infix: { sign: ">=", precedence: precedence.comparison },
  interval: () => between(0, 1),
  lowering: { formula: (x, y) => lessEqual(y!, x!), precision: "float32", ulp: 0 },
  javascript: (x, y) => `(${x} >= ${y} ? 1 : 0)`,
});

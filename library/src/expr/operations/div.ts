import { constant } from "../expr.ts";
import { everything, hull } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { neg } from "./neg.ts";

/** The quotient x / y. */
export const div: Operation = defineOperation({
  symbol: "div",
  arity: 2,
  evaluate: (x, y) => x! / y!,
  derivative: ([, y], result) => [div(constant(1), y!), neg(div(result, y!))],
  latex: (x, y) => `\\frac{${x()}}{${y()}}`,
  latexPrecedence: precedence.atom,
  infix: { sign: "/", precedence: precedence.product },
  interval: (x, y) => {
    if (y.lower <= 0 && y.upper >= 0) return everything;
    return hull(x.lower / y.lower, x.lower / y.upper, x.upper / y.lower, x.upper / y.upper);
  },
  instruction: "div",
  identities: [
    { kind: "exact", from: (x) => div(x!, 1), to: (x) => x! },
    { kind: "exact", from: (x) => div(x!, -1), to: (x) => neg(x!) },
    { kind: "exact", from: (x, y) => div(neg(x!), neg(y!)), to: (x, y) => div(x!, y!) },
  ],
  javascript: (x, y) => `(${x} / ${y})`,
});

import { hull } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";

/** 0 · ∞ counts as 0 at the ends of an interval: an end at infinity is never reached. */
const ends = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);

/** The product x · y. */
export const mul: Operation = defineOperation({
  symbol: "mul",
  arity: 2,
  evaluate: (x, y) => x! * y!,
  derivative: ([x, y]) => [y!, x!],
  latex: (x, y) => `${x(precedence.product)} \\cdot ${y(precedence.product + 1)}`,
  latexPrecedence: precedence.product,
  infix: { sign: "*", precedence: precedence.product },
  commutative: true,
  interval: (x, y) =>
    hull(ends(x.lower, y.lower), ends(x.lower, y.upper), ends(x.upper, y.lower), ends(x.upper, y.upper)),
  instruction: "mul",
  identities: [
    { kind: "exact", from: "x * 1", to: "x" },
    { kind: "exact", from: "x * -1", to: "-x" },
    { kind: "exact", from: "-x * -y", to: "x * y" },
    { kind: "algebraic", from: "x * 0", to: "0" },
    { kind: "algebraic", from: "x * -y", to: "-(x * y)" },
    { kind: "algebraic", from: "x * x", to: "x ^ 2" },
    // A factor that is divided away again: exact over the reals, and finite where 0 · ∞ would be NaN.
    { kind: "stable", from: "x / y * y", to: "x" },
    { kind: "stable", from: "x * (1 / y)", to: "x / y" },
  ],
  javascript: (x, y) => `(${x} * ${y})`,
});

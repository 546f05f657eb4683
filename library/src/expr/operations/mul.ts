import { hull } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { div } from "./div.ts";
import { neg } from "./neg.ts";

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
    { kind: "exact", from: (x) => mul(x!, 1), to: (x) => x! },
    { kind: "exact", from: (x) => mul(x!, -1), to: (x) => neg(x!) },
    { kind: "exact", from: (x, y) => mul(neg(x!), neg(y!)), to: (x, y) => mul(x!, y!) },
    // A factor that is divided away again: exact over the reals, and finite where 0 · ∞ would be NaN.
    { kind: "stable", from: (x, y) => mul(div(x!, y!), y!), to: (x) => x! },
    { kind: "stable", from: (x, y) => mul(x!, div(1, y!)), to: (x, y) => div(x!, y!) },
  ],
  javascript: (x, y) => `(${x} * ${y})`,
});

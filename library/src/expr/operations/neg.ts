import { between } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";

/** The negative −x. */
export const neg: Operation = defineOperation({
  symbol: "neg",
  arity: 1,
  evaluate: (x) => -x!,
  derivative: () => [-1],
  latex: (x) => `-${x(precedence.product)}`,
  latexPrecedence: precedence.product,
  infix: { sign: "-", precedence: precedence.negation },
  interval: (x) => between(-x.upper, -x.lower),
  instruction: "neg",
  identities: [{ kind: "exact", from: (x) => neg(neg(x!)), to: (x) => x! }],
  javascript: (x) => `(-${x})`,
});

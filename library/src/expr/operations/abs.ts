import { between } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { neg } from "./neg.ts";
import { sign } from "./sign.ts";

/** The absolute value |x|; its slope at 0 is taken as 0. */
export const abs: Operation = defineOperation({
  symbol: "abs",
  arity: 1,
  evaluate: (x) => Math.abs(x!),
  derivative: ([x]) => [sign(x!)],
  latex: (x) => `\\left|${x()}\\right|`,
  interval: (x) =>
    x.lower >= 0 ? x : x.upper <= 0 ? between(-x.upper, -x.lower) : between(0, Math.max(-x.lower, x.upper)),
  kinks: [0],
  instruction: "abs",
  identities: [
    { kind: "exact", from: (x) => abs(neg(x!)), to: (x) => abs(x!) },
    { kind: "exact", from: (x) => abs(abs(x!)), to: (x) => abs(x!) },
  ],
  javascript: (x) => `Math.abs(${x})`,
});

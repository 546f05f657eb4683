import { between } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { less } from "./less.ts";
import { select } from "./select.ts";

/** The smaller of two numbers; NaN if either is. Where they are equal the slope belongs to the first. */
export const min: Operation = defineOperation({
  symbol: "min",
  arity: 2,
  evaluate: (x, y) => Math.min(x!, y!),
  derivative: ([x, y]) => [select(less(y!, x!), 0, 1), select(less(y!, x!), 1, 0)],
  latex: (x, y) => `\\min\\left(${x()}, ${y()}\\right)`,
  interval: (x, y) => between(Math.min(x.lower, y.lower), Math.min(x.upper, y.upper)),
  instruction: "min",
  javascript: (x, y) => `Math.min(${x}, ${y})`,
});

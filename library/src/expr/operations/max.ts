import { between } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { less } from "./less.ts";
import { select } from "./select.ts";

/** The greater of two numbers; NaN if either is. Where they are equal the slope belongs to the first. */
export const max: Operation = defineOperation({
  symbol: "max",
  arity: 2,
  evaluate: (x, y) => Math.max(x!, y!),
  derivative: ([x, y]) => [select(less(x!, y!), 0, 1), select(less(x!, y!), 1, 0)],
  latex: (x, y) => `\\max\\left(${x()}, ${y()}\\right)`,
  interval: (x, y) => between(Math.max(x.lower, y.lower), Math.max(x.upper, y.upper)),
  instruction: "max",
  javascript: (x, y) => `Math.max(${x}, ${y})`,
});

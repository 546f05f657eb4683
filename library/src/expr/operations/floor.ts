import { rising } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";

/** The greatest whole number ≤ x; slope 0. */
export const floor: Operation = defineOperation({
  symbol: "floor",
  arity: 1,
  evaluate: (x) => Math.floor(x!),
  derivative: () => [0],
  latex: (x) => `\\left\\lfloor ${x()} \\right\\rfloor`,
  interval: rising(Math.floor),
  instruction: "floor",
  javascript: (x) => `Math.floor(${x})`,
});

import { rising } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";

function roundHalfEven(x: number): number {
  const low = Math.floor(x);
  const part = x - low;
  if (part < 0.5) return low === 0 && x < 0 ? -0 : low;
  if (part > 0.5) return low + 1 === 0 ? -0 : low + 1;
  if (part !== 0.5) return x;
  const even = low % 2 === 0 ? low : low + 1;
  return even === 0 && x < 0 ? -0 : even;
}

/** The nearest whole number, halves to the even one (IEEE 754); slope 0. */
export const round: Operation = defineOperation({
  symbol: "round",
  arity: 1,
  evaluate: roundHalfEven as (x?: number) => number,
  derivative: () => [0],
  latex: (x) => `\\operatorname{round}\\left(${x()}\\right)`,
  interval: rising(roundHalfEven),
  instruction: "nearest",
});

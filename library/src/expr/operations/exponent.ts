import { everything } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";

/** ⌊log₂|x|⌋, exactly: the logarithm is a guess that is put right. */
function exponent64(x: number): number {
  if (x === 0) return -Infinity;
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Infinity;
  const size = Math.abs(x);
  let guess = Math.floor(Math.log2(size));
  while (2 ** guess > size) guess--;
  while (2 ** (guess + 1) <= size) guess++;
  return guess;
}

/** The binary exponent ⌊log₂|x|⌋; machines promise it for normal x only. Slope 0. */
export const exponent: Operation = defineOperation({
  symbol: "exponent",
  arity: 1,
  evaluate: exponent64 as (x?: number) => number,
  derivative: () => [0],
  latex: (x) => `\\left\\lfloor \\log_2 \\left|${x()}\\right| \\right\\rfloor`,
  interval: () => everything,
  instruction: "exponent",
});

import { everything } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";

const words = new DataView(new ArrayBuffer(8));

/** ⌊log₂|x|⌋ from the bits of a float64. */
export function exponent64(x: number): number {
  if (x === 0) return -Infinity;
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Infinity;
  words.setFloat64(0, x);
  const biased = (words.getUint32(0) >>> 20) & 0x7ff;
  return biased === 0 ? exponent64(x * 2 ** 64) - 64 : biased - 1023;
}

/** The binary exponent ⌊log₂|x|⌋; machines promise it for normal x only. Slope 0. */
export const exponent: Operation = defineOperation({
  symbol: "exponent",
  arity: 1,
  evaluate: (x) => exponent64(x!),
  derivative: () => [0],
  latex: (x) => `\\left\\lfloor \\log_2 \\left|${x()}\\right| \\right\\rfloor`,
  interval: () => everything,
  instruction: "exponent",
});

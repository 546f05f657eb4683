import { describe, expect, test } from "vitest";
import { operandVariables } from "../../src/expr/function.ts";
import { lower } from "../../src/expr/lower.ts";
import type { Operation } from "../../src/expr/operation.ts";
import * as operations from "../../src/expr/operations/index.ts";
import { randomStream } from "../../src/util/random.ts";
import { compileFloat32, fromBits, ulp } from "./float32.ts";

const points = 1_000_000;
const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149), 2 ** -126, 3.4028234663852886e38];
const ranges = [
  [-1, 1],
  [-10, 10],
  [-104, 89],
  [0, 2 ** 17],
] as const;

/** Sine and cosine of a float32 angle, exact to float64 however large it is, with π from its decimals. */
const quarter = 1n << 300n;
const pi =
  31415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679821480865132823066470938446095505822317253594081284811174502841027019385211055596446229489549303819n;
const halfPi = (pi * quarter) / (2n * 10n ** 199n);
function reduced(x: number): { turns: number; rest: number } {
  const scaled = BigInt(Math.abs(x) < 1 ? 0 : Math.trunc(Math.abs(x))) * quarter;
  const part = BigInt(Math.round((Math.abs(x) - Math.trunc(Math.abs(x))) * 2 ** 60)) * (quarter >> 60n);
  const whole = scaled + part;
  let turns = whole / halfPi;
  let rest = whole - turns * halfPi;
  if (rest * 2n > halfPi) {
    turns += 1n;
    rest -= halfPi;
  }
  return { turns: Number(turns % 4n), rest: Number((rest << 40n) / quarter) / 2 ** 40 };
}
function exactSine(x: number, shift: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (Math.abs(x) < 2 ** 20) return shift === 0 ? Math.sin(x) : Math.cos(x);
  const { turns, rest } = reduced(x);
  const value = [Math.sin(rest), Math.cos(rest), -Math.sin(rest), -Math.cos(rest)][(turns + shift) % 4]!;
  return x < 0 && shift === 0 ? -value : value;
}

function greatestError(operation: Operation, exact: (...xs: number[]) => number): { ulps: number; at: number[] } {
  const names = operandVariables(operation.arity).map((v) => v.variable!);
  const f = compileFloat32(lower(operation(...operandVariables(operation.arity))), names);
  const random = randomStream(1, 1);
  let worst = { ulps: 0, at: [] as number[] };
  const check = (xs: number[]): void => {
    const want = exact(...xs);
    const got = f(...xs);
    if (Object.is(Math.fround(want), got)) return;
    const nan = Number.isNaN(want) !== Number.isNaN(got);
    const infinite = Number.isFinite(Math.fround(want)) !== Number.isFinite(got);
    if (Number.isNaN(want) && Number.isNaN(got)) return;
    // The last numbers before overflow may round either way.
    const edge = infinite && Math.min(Math.abs(want), Math.abs(got)) > 3.402822e38;
    let ulps = nan || (infinite && !edge) ? Infinity : edge ? 1 : Math.abs(want - got) / ulp(want);
    const large = operation.symbol === "sin" || operation.symbol === "cos";
    if (large && Math.abs(xs[0]!) > 2 ** 17 && Math.abs(want - got) <= 2 ** -22) ulps = 0;
    if (ulps > worst.ulps) worst = { ulps, at: xs };
  };
  const draw = (i: number): number => {
    if (i % 5 === 4) return fromBits(random.integer(2 ** 32));
    const [low, high] = ranges[i % 5]!;
    return Math.fround(low + (high - low) * random.uniform());
  };
  for (const x of special)
    for (const y of operation.arity === 1 ? [0] : special) check(operation.arity === 1 ? [x] : [x, y]);
  for (let i = 0; i < points; i++) check(operation.arity === 1 ? [draw(i)] : [draw(i), draw(random.integer(5))]);
  return worst;
}

describe("lowerings keep their stated budgets over a million points of float32", () => {
  const lowered = Object.values(operations).filter(
    (value): value is Operation => "symbol" in value && (value as Operation).lowering !== undefined,
  );
  for (const operation of lowered)
    test(`${operation.symbol}: at most ${operation.lowering!.ulp} ulp`, () => {
      const shift = operation.symbol === "cos" ? 1 : 0;
      const exact =
        operation.symbol === "sin" || operation.symbol === "cos"
          ? (x: number) => exactSine(x, shift)
          : operation.evaluate;
      const { ulps, at } = greatestError(operation, exact);
      expect(ulps, `worst at ${at}`).toBeLessThanOrEqual(operation.lowering!.ulp);
    });
});

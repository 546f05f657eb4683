import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/expr/differentiate.ts";
import { evaluate } from "../../src/expr/evaluate.ts";
import { constant, Expr, sameExpr, variable } from "../../src/expr/expr.ts";
import { interval } from "../../src/expr/interval.ts";
import { latex } from "../../src/expr/latex.ts";
import type { Operation } from "../../src/expr/operation.ts";
import * as operations from "../../src/expr/operations/index.ts";
import { parse } from "../../src/expr/parse.ts";
import { simplify } from "../../src/expr/simplify.ts";
import { text } from "../../src/expr/text.ts";
import { FormulaError, TraceError } from "../../src/util/errors.ts";

const all = Object.values(operations).filter((value): value is Operation => "symbol" in value);
const special = [0, -0, 1, -1, 2, -2, 0.5, 1e-7, -3e20, Infinity, -Infinity, Number.NaN];

const formulas = fc.letrec<{ formula: Expr }>((tie) => ({
  formula: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("x", "y", "z").map(variable),
    fc.constantFrom(...special).map(constant),
    fc
      .constantFrom(...all)
      .chain((operation) =>
        fc
          .array(tie("formula"), { minLength: operation.arity, maxLength: operation.arity })
          .map((o) => Expr.apply(operation, o)),
      ),
  ),
})).formula;

test("parse gives back what text has written", () => {
  fc.assert(
    fc.property(formulas, (formula) => {
      const again = parse(text(formula));
      if (!sameExpr(again, formula)) throw new Error(`${text(formula)} became ${text(again)}`);
    }),
    { numRuns: 2000 },
  );
});

test("simplify keeps the value, and exact identities keep it bit for bit", () => {
  fc.assert(
    fc.property(formulas, fc.double({ min: 0.1, max: 3, noNaN: true }), (formula, x) => {
      const values = { x, y: 1.7 - x / 2, z: x * x };
      const before = evaluate(formula, values);
      const exact = evaluate(simplify(formula, ["exact"]), values);
      expect(Object.is(exact, before) || exact === before).toBe(true);
      const after = evaluate(simplify(formula), values);
      // Where the formula overflows on the way, its simpler form may be finite.
      if (!Number.isFinite(before) || Math.abs(before) > 1e12) return;
      const close = Math.abs(after - before) <= 1e-6 * Math.max(1, Math.abs(before));
      if (!close) throw new Error(`${text(formula)} became ${text(simplify(formula))}`);
    }),
    { numRuns: 1000, seed: 7 },
  );
  expect(text(simplify(parse("x * 1 + 0 * y")))).toBe("x");
});

describe("every operation", () => {
  const domains: Record<string, readonly [number, number]> = {
    log: [0.2, 3],
    log1p: [-0.5, 3],
    sqrt: [0.2, 3],
    asin: [-0.9, 0.9],
    acos: [-0.9, 0.9],
    tan: [-1.2, 1.2],
    pow: [0.3, 2],
    div: [0.4, 3],
  };
  const pointwise = new Set([
    "floor",
    "round",
    "sign",
    "exponent",
    "mantissa",
    "ldexp",
    "less",
    "lessEqual",
    "greater",
    "greaterEqual",
    "equal",
    "notEqual",
  ]);
  const names = ["x", "y", "z"];
  for (const operation of all) {
    const [low, high] = domains[operation.symbol] ?? [-2, 2];
    const at = (k: number): number[] =>
      names.map((_, i) => low + ((high - low) * (((k * 7 + i * 11) % 23) + 0.37)) / 24);
    const formula = operation(...names.slice(0, operation.arity).map(variable)) as Expr;
    if (!pointwise.has(operation.symbol))
      test(`${operation.symbol}: first and second derivatives are those of the limit`, () => {
        for (let k = 0; k < 20; k++)
          for (const name of names.slice(0, operation.arity)) {
            const first = differentiate(formula, name);
            for (const [f, slope] of [
              [formula, first],
              [first, differentiate(first, name)],
            ] as const) {
              const point = at(k);
              const value = (shift: number): number =>
                evaluate(f, Object.fromEntries(names.map((n, i) => [n, point[i]! + (n === name ? shift : 0)])));
              const numeric = (value(1e-5) - value(-1e-5)) / 2e-5;
              expect(evaluate(slope, Object.fromEntries(names.map((n, i) => [n, point[i]!])))).toBeCloseTo(numeric, 4);
            }
          }
      });
    test(`${operation.symbol}: values stay in the interval`, () => {
      const bounds = interval(formula, {
        x: { lower: low, upper: high },
        y: { lower: low, upper: high },
        z: { lower: low, upper: high },
      });
      for (let k = 0; k < 23; k++) {
        const value = operation.evaluate(...at(k).slice(0, operation.arity));
        expect(value).toBeGreaterThanOrEqual(bounds.lower - 1e-12);
        expect(value).toBeLessThanOrEqual(bounds.upper + 1e-12);
      }
    });
  }
});

test("LaTeX and errors", () => {
  expect(latex(parse("1 / (1 + exp(-x))"))).toBe("\\frac{1}{1 + e^{-x}}");
  expect(latex(parse("a - (b - c) * d"))).toBe("a - \\left(b - c\\right) \\cdot d");
  expect(() => parse("x +* 2")).toThrow(FormulaError);
  expect(() => parse("foo(x)")).toThrow(/no known function/);
  expect(() => parse("(".repeat(10_000))).toThrow(FormulaError);
  expect(() => `${variable("x") as unknown as string}`).toThrow(TraceError);
});

test("shared parts are derived once", () => {
  let formula: Expr = variable("x");
  for (let i = 0; i < 40; i++) formula = operations.mul(formula, formula);
  expect(evaluate(differentiate(formula, "x"), { x: 1 })).toBe(2 ** 40);
});

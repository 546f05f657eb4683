import katex from "katex";
import { describe, expect, test } from "vitest";
import { derive } from "../../src/explain/calculus.ts";
import { describeFunction } from "../../src/explain/functions.ts";
import { describeLoss } from "../../src/explain/loss-functions.ts";
import { numberText } from "../../src/explain/number.ts";
import { rangeText } from "../../src/explain/range.ts";
import { calculusLines, functionLines } from "../../src/explain/render/formula-lines.ts";
import { toLatex } from "../../src/explain/render/latex.ts";
import { softmaxJacobian } from "../../src/explain/softmax-jacobian.ts";
import { evaluate } from "../../src/expr/evaluate.ts";
import { defineFunction } from "../../src/expr/function.ts";
import type { Operation } from "../../src/expr/operation.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { tensor } from "../../src/graph/functions.ts";
import { jacobian } from "../../src/graph/gradient.ts";
import { defineActivation } from "../../src/nn/activations/_activation.ts";
import * as activations from "../../src/nn/activations/index.gen.ts";
import * as losses from "../../src/nn/losses/index.gen.ts";
import { ArgumentError, FormulaError } from "../../src/util/errors.ts";

const isOperation = (value: unknown): value is Operation => typeof value === "function" && "arity" in value;
const elementwise = Object.entries(activations)
  .filter(([name]) => !name.startsWith("define"))
  .map(([name, value]) => [name, "symbol" in value ? value : (value as () => unknown)()] as const)
  .filter((entry): entry is readonly [string, Operation] => isOperation(entry[1]));

const strictly = (latex: string): string => katex.renderToString(latex, { strict: "error", throwOnError: true });

describe("every elementwise activation", () => {
  test.each(elementwise)(
    "%s: its derivative is derived, its range holds its values, its lines are LaTeX",
    (_, operation) => {
      const found = describeFunction(operation);
      expect(found.proof).not.toBe("differs");
      const { lower, upper, isLowerOpen, isUpperOpen } = found.range;
      for (const { value } of found.points) {
        expect(value).toBeGreaterThanOrEqual(lower);
        expect(value).toBeLessThanOrEqual(upper);
        if (isLowerOpen) expect(value).toBeGreaterThan(lower);
        if (isUpperOpen) expect(value).toBeLessThan(upper);
      }
      for (const language of ["en", "zh"] as const)
        for (const { latex, remark } of functionLines(found, { language })) {
          strictly(latex);
          expect(remark).not.toBe("");
        }
    },
  );
  const rangeOf = (operation: Operation): string => rangeText(describeFunction(operation).range, numberText);
  test("ranges with open and closed ends", () => {
    expect(rangeOf(activations.sigmoid)).toBe("(0, 1)");
    expect(rangeOf(activations.tanh)).toBe("(-1, 1)");
    expect(rangeOf(activations.relu)).toBe("[0, ∞)");
    expect(rangeOf(activations.hardTanh)).toBe("[-1, 1]");
    expect(rangeOf(activations.gaussian)).toBe("(0, 1]");
    expect(rangeOf(activations.identity)).toBe("(-∞, ∞)");
    expect(rangeOf(activations.elu())).toBe("(-1, ∞)");
    expect(rangeOf(activations.silu)).toBe("[-0.2785, ∞)");
    expect(describeFunction(activations.sigmoid).range.isProved).toBe(true);
  });
  test("the derivative of the sigmoid: differentiated, taken together, through its own value; proved by algebra", () => {
    const { derivative, proof, threeLayers, flat } = describeFunction(activations.sigmoid);
    expect(derivative.map(({ text }) => text).slice(1)).toEqual(["e^(x)/(e^(x) + 1)²", "f·(1 - f)"]);
    expect(proof).toBe("algebra");
    expect(threeLayers).toBe(0.25 ** 3);
    expect(flat.map(({ from, to }) => [from, to])).toEqual([
      [-Infinity, -5.99],
      [5.99, Infinity],
    ]);
  });
  test("a wrong derivative differs; a name with marks of LaTeX stays inert", () => {
    const wrong = defineFunction({
      symbol: "wrong",
      arity: 1,
      formula: (x) => mul(x!, x!),
      derivative: ([x]) => [x!],
    });
    expect(describeFunction(wrong).proof).toBe("differs");
    const hostile = defineActivation("a_b}$\\x", "x^2");
    const network = describeLoss(losses.meanSquaredError, { activation: hostile, targets: [1] });
    for (const [, inline] of toLatex(network.derivation).matchAll(/\\\[\n([\s\S]*?)\n\\\]/g)) strictly(inline!);
  });
});

describe("losses", () => {
  test("the short forms of those that are made for each other", () => {
    const keys = (loss: Parameters<typeof describeLoss>[0], sample: Parameters<typeof describeLoss>[1]) =>
      describeLoss(loss, sample).byWeightedSum!.short!.lines.map(({ reason }) => reason.key);
    expect(keys(losses.binaryCrossEntropy, { activation: activations.sigmoid, targets: [1] })).toEqual([
      "chainRule",
      "cancelled",
    ]);
    expect(keys(losses.crossEntropy(), { activation: activations.softmax, width: 3, targets: [0, 1, 0] })).toEqual([
      "targetsSumToOne",
    ]);
    expect(
      describeLoss(losses.binaryCrossEntropy, { activation: activations.sigmoid, targets: [0] }).values.stable,
    ).toBeDefined();
  });
});

test("the Jacobian of softmax, derived, is the graph's", () => {
  const entries = softmaxJacobian(3);
  expect(entries[0]!.map(({ text }) => text)).toEqual(["a1·(1 - a1)", "-a1·a2", "-a1·a3"]);
  const z = [0.3, -1, 0.5];
  const total = z.reduce((sum, value) => sum + Math.exp(value), 0);
  const a = Object.fromEntries(z.map((value, i) => [`a${i + 1}`, Math.exp(value) / total]));
  const rows = jacobian((p) => activations.softmax(p!))(tensor(z));
  for (const row of entries)
    for (const entry of row) {
      const exact = rows[entry.row - 1]![entry.column - 1]!;
      expect(evaluate(entry.short, a)).toBeCloseTo(exact, 14);
      expect(evaluate(entry.raw, { z1: z[0]!, z2: z[1]!, z3: z[2]! })).toBeCloseTo(exact, 14);
    }
});

describe("calculus for its own sake", () => {
  test("x sin y: partials, gradient, second derivatives, secants", () => {
    const found = derive("x*sin(y)", { at: { x: 1, y: 2 }, second: true });
    expect(found.partials.map(({ value }) => value)).toEqual([Math.sin(2), Math.cos(2)]);
    expect(found.second![0]![1]!.value).toBeCloseTo(Math.cos(2), 14);
    expect(found.second![1]![0]!.value).toBeCloseTo(Math.cos(2), 14);
    expect(found.second![1]![1]!.value).toBeCloseTo(-Math.sin(2), 14);
    for (const { check } of found.partials) expect(check).toMatchObject({ finding: "agrees" });
    expect(found.partials[1]!.check!.table).toHaveLength(12);
    expect(Math.hypot(...found.steepestDescent!)).toBeCloseTo(1, 14);
    const texts = calculusLines(found).map(({ text }) => text);
    expect(texts).toContain("∂f/∂y = x·cos(y)");
    expect(texts).toContain("∇f = (0.9093, -0.4161)");
  });
  test("every rule is named, in both languages", () => {
    const found = derive("-(x^3) * exp(2*x) / (1 + x) + x^x", { at: { x: 1.5 } });
    expect(new Set(found.partials[0]!.steps.map(({ rule }) => rule))).toEqual(
      new Set(["variable", "power", "negative", "constant", "chain", "product", "sum", "quotient"]),
    );
    expect(found.partials[0]!.check!.finding).toBe("agrees");
    for (const language of ["en", "zh"] as const)
      for (const { latex } of calculusLines(found, { language })) strictly(latex);
  });
  test("mistakes are named, with the character", () => {
    expect(() => derive("x * * y")).toThrow(FormulaError);
    expect(() => derive("x * * y")).toThrow(/character 5/);
    expect(() => derive("x * y", { at: { x: 1 } })).toThrow(ArgumentError);
    expect(() => derive("x * y", { wrt: ["z"] })).toThrow(/no such variable/);
  });
});

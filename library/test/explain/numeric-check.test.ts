import { describe, expect, test } from "vitest";
import { checkGradient, checkPartial } from "../../src/explain/gradient-check.ts";
import { checkDerivative } from "../../src/explain/numeric-check.ts";
import { functionObjective, lossObjective } from "../../src/explain/objective.ts";
import { defineFunction } from "../../src/expr/function.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { tanh } from "../../src/expr/operations/tanh.ts";
import { sum } from "../../src/graph/functions.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sequential } from "../../src/nn/network.ts";
import { ArgumentError } from "../../src/util/errors.ts";
import { facts } from "./golden.ts";

describe("a derivative by its limit", () => {
  test("the golden step: every partial of W¹ agrees to 10⁻¹⁰", () => {
    const objective = lossObjective(facts);
    for (let i = 0; i < 6; i++) {
      const check = checkPartial(objective, "1.weights", [Math.floor(i / 3), i % 3]);
      expect(check.finding).toBe("agrees");
      expect(Math.abs(check.exact - check.numeric)).toBeLessThan(1e-10);
    }
    expect(() => checkPartial(objective, "1.weights", [2, 0])).toThrow(ArgumentError);
  });
  test("the table has twelve rows and a V: truncation falls, then rounding rises", () => {
    const { table } = checkDerivative(Math.sin, 1, Math.cos(1));
    expect(table.map(({ delta }) => delta)).toEqual(Array.from({ length: 12 }, (_, i) => 10 ** -(i + 1)));
    const errors = table.map(({ centralError }) => centralError);
    const least = errors.indexOf(Math.min(...errors));
    expect(least).toBeGreaterThan(2);
    expect(least).toBeLessThan(8);
    expect(errors[0]).toBeGreaterThan(1e4 * errors[least]!);
    expect(errors[11]).toBeGreaterThan(1e4 * errors[least]!);
    expect(table[2]!.forwardError).toBeGreaterThan(100 * table[2]!.centralError);
  });
  test("a kink at the point and one within Δ are no errors; a wrong slope there is one", () => {
    const rectifier = (x: number): number => Math.max(0, x);
    expect(checkDerivative(rectifier, 0, 0)).toMatchObject({ finding: "kink", sides: [0, 1] });
    expect(checkDerivative(rectifier, 3e-6, 1).finding).toBe("kink");
    expect(checkDerivative(rectifier, 0, 3).finding).toBe("wrong");
    expect(checkDerivative(rectifier, 1, 2)).toMatchObject({ finding: "wrong" });
  });
  test("rounding and chance are named", () => {
    expect(checkDerivative((x) => 1e6 + 1e-7 * x, 1, 1e-7).finding).toBe("rounding");
    let calls = 0;
    expect(checkDerivative((x) => x + ++calls, 1, 1).finding).toBe("random");
  });
});

describe("all derivatives of a loss", () => {
  test("all agree in the golden step", () => {
    const check = checkGradient(lossObjective(facts));
    expect(check).toMatchObject({ total: 9, checked: 9, method: "all", passed: true, culprits: [] });
    expect(check.worst!.error).toBeLessThan(1e-8);
  });
  test("a doubled derivative is found, by function and ratio", () => {
    const doubled = defineFunction({
      symbol: "doubled",
      arity: 1,
      formula: (x) => tanh(x!),
      derivative: ([x]) => [mul(2, tanh.derivative([x!], tanh(x!))[0] as typeof x & object)],
    });
    const network = sequential(dense(2, doubled), dense(1));
    const check = checkGradient(
      lossObjective({ ...facts, network, loss: meanSquaredError, weights: network.initialize([2], 4) }),
    );
    expect(check.passed).toBe(false);
    expect(
      check.disagreeing.every(({ parameter, ratio }) => parameter.startsWith("1.") && Math.abs(ratio! - 2) < 1e-3),
    ).toBe(true);
    expect(check.culprits.map(({ symbol }) => symbol)).toEqual(["doubled"]);
    expect(check.culprits[0]!.ratio).toBeCloseTo(2, 5);
  });
  test("a rectifier at 0 is a kink, not an error", () => {
    const check = checkGradient(functionObjective((x) => sum(relu(x!)), [[0, 1, -1]]));
    expect(check.passed).toBe(true);
    expect(check.counts).toMatchObject({ kink: 1, agrees: 2 });
  });
  test("beyond 5,000 numbers directions and coordinates are drawn", () => {
    const network = sequential(dense(60, tanh), dense(1));
    const rows = { inputs: new Float64Array(100).map((_, i) => Math.sin(i)), targets: [1], rowCount: 1 };
    const check = checkGradient(
      lossObjective({ network, rows, loss: meanSquaredError, weights: network.initialize([100], 2) }),
    );
    expect(check).toMatchObject({ total: 6121, method: "sampled", checked: 4 * 3 + 200, passed: true });
  });
});

import { describe, expect, test } from "vitest";
import { withChecks } from "../../src/explain/checks.ts";
import { explainStep } from "../../src/explain/explain.ts";
import { formulaText } from "../../src/explain/formula-text.ts";
import { nameText } from "../../src/explain/name.ts";
import { pathsToLoss } from "../../src/explain/paths.ts";
import { cancelled } from "../../src/explain/rational.ts";
import { toText } from "../../src/explain/render/text.ts";
import { parse } from "../../src/expr/parse.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { softmax } from "../../src/nn/activations/softmax.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { crossEntropy } from "../../src/nn/losses/cross-entropy.ts";
import { sequential } from "../../src/nn/network.ts";
import { facts, golden } from "./golden.ts";

const three = [0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1];
const classes = sequential(dense(3, relu), batchNorm(), dense(3, softmax));
const softmaxStep = explainStep({
  ...facts,
  network: classes,
  mode: "training",
  rows: { ...facts.rows, targets: three },
  weights: classes.initialize([2], 3),
  loss: crossEntropy(),
});

describe("paths from a number to the loss", () => {
  const gradientOf = (derivation: typeof golden, name: string) => {
    const of = derivation.steps.find((step) => nameText(step.name) === name && step.rule.kind !== "nothing")!;
    return {
      of,
      gradient: derivation.steps.find((step) => step.gradientOf === of.id && step.rule.kind !== "nothing")!,
    };
  };
  test("one path from each hidden unit, three from an input's weight", () => {
    const { of, gradient } = gradientOf(golden, "A¹");
    of.values.forEach((_, i) => {
      const { paths, sum } = pathsToLoss(golden, of.id, i);
      expect(paths).toHaveLength(1);
      expect(sum).toBeCloseTo(gradient.values[i]!, 14);
    });
    const input = golden.steps[0]!;
    const { paths } = pathsToLoss(golden, input.id, 0);
    expect(paths.map(({ stops }) => stops.map(({ name }) => nameText(name)).join(" "))).toEqual(
      Array(3).fill("A⁰ Z¹ A¹ Z² ŷ ℓ L"),
    );
    for (const { slopes, product } of paths) expect(slopes.reduce((a, b) => a * b, 1)).toBe(product);
  });
  test("many paths through batch norm and softmax add up to the gradient, too", () => {
    for (const name of ["A²", "A¹"]) {
      const { of, gradient } = gradientOf(softmaxStep, name);
      const { paths, sum } = pathsToLoss(softmaxStep, of.id, 3);
      expect(paths.length).toBeGreaterThan(3);
      expect(sum).toBeCloseTo(gradient.values[3]!, 10);
    }
  });
});

describe("forms that are equal", () => {
  const formOf = (derivation: typeof golden, name: string, key: "short" | "stable") => {
    const step = derivation.steps.find((one) => nameText(one.name) === name && one[key] !== undefined)!;
    const form = step[key]!;
    const names = form.operands.map((operand) => derivation.steps.find(({ id }) => id === operand.step)!.name);
    return formulaText(form.formula, Object.fromEntries(names.map((one, i) => [`a${i}`, nameText(one)])));
  };
  test("sigmoid and binary cross-entropy: ŷ − y, softmax and cross-entropy: ŷ − y", () => {
    expect(formOf(golden, "δ²", "short")).toBe("(ŷ - y)/4");
    expect(formOf(golden, "∂L/∂ŷ", "short")).toBe("(ŷ - y)/(4·(1 - ŷ)·ŷ)");
    expect(formOf(softmaxStep, "δ³", "short")).toBe("(ŷ - y)/4");
    const { short } = golden.steps.find((step) => nameText(step.name) === "δ²")!;
    expect(short!.lines.map(({ reason }) => reason.key)).toEqual(["chainRule", "cancelled"]);
  });
  test("beside the loss as taught stands the one that is computed", () => {
    expect(formOf(golden, "ℓ", "stable")).toContain("logSigmoid(Z²)");
  });
  test("what is not finite as taught is shown in the stable form", () => {
    const network = sequential(dense(1, sigmoid));
    const far = explainStep({
      network,
      rows: { inputs: [50], targets: [0], rowCount: 1 },
      weights: [1, 0],
      loss: binaryCrossEntropy,
    });
    expect(far.form).toBe("stable");
    expect(far.loss).toBeCloseTo(50, 10);
    expect(far.steps.every(({ values }) => values.every(Number.isFinite))).toBe(true);
    expect(toText(far)).toContain("stable ones");
  });
  test.each([
    ["exp(-x)/(1 + exp(-x))^2", "e^(x)/(e^(x) + 1)²"],
    ["(a*a - b*b)/(a + b)", "a - b"],
    ["-(y/p)*(p*(1-p)) + (1-y)/(1-p)*p*(1-p)", "p - y"],
    ["x/3 + x/6", "x/2"],
    ["(x + 1)^2 - x^2 - 2*x", "1"],
  ])("%s is %s", (long, short) => expect(formulaText(cancelled(parse(long))!)).toBe(short));
});

test("a checked derivation says so at every parameter", () => {
  const text = toText(withChecks(golden, facts), { depth: 1 });
  expect(text.match(/They agree ✓/g)).toHaveLength(2);
  expect(text).toContain("= 0.11881237");
});

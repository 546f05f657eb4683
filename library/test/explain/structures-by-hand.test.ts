import katex from "katex";
import { describe, expect, test } from "vitest";
import type { Derivation, DerivationStep } from "../../src/explain/derivation.ts";
import { explainStep } from "../../src/explain/explain.ts";
import { nameText } from "../../src/explain/name.ts";
import { pathsToLoss } from "../../src/explain/paths.ts";
import { toHtml } from "../../src/explain/render/html.ts";
import { toJson } from "../../src/explain/render/json.ts";
import { toLatex } from "../../src/explain/render/latex.ts";
import { toMarkdown } from "../../src/explain/render/markdown.ts";
import { toText } from "../../src/explain/render/text.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { type Layer, sequential } from "../../src/nn/network.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";

/** A step of a small network on one row (or more) with a linear answer, all numbers given. */
function explained(
  layers: readonly Layer[],
  inputs: readonly number[],
  weights: readonly number[],
  targets: readonly number[],
): Derivation {
  return explainStep({
    network: sequential(...layers),
    rows: { inputs, targets, rowCount: targets.length },
    weights,
    loss: meanSquaredError,
    optimizer: sgd({ learningRate: 0.1 }),
    mode: "training",
  });
}

const find = ({ steps }: Derivation, name: string): DerivationStep => {
  const found = steps.find((step) => nameText(step.name) === name && step.rule.kind !== "nothing");
  expect(found, `${name} among ${steps.map((step) => nameText(step.name)).join(" ")}`).toBeDefined();
  return found!;
};

function holds(derivation: Derivation, numbers: Readonly<Record<string, readonly number[]>>): void {
  for (const [name, values] of Object.entries(numbers)) {
    const found = find(derivation, name).values;
    expect(found.length, name).toBe(values.length);
    values.forEach((value, i) => {
      expect(found[i], `${name} [${i}]`).toBeCloseTo(value, 10);
    });
  }
}

/** The lines of the text at depth 3, blanks taken together. */
const told = (derivation: Derivation, language: "en" | "zh" = "en"): string =>
  toText(derivation, { depth: 3, width: 200, language }).replace(/ +/g, " ");

const sigma = (z: number): number => 1 / (1 + Math.exp(-z));

/** 1 … 9 under a kernel that takes a number minus its lower right neighbor, weighed 1 to 4. */
const convolution = explained(
  [l.reshape([3, 3, 1]), l.conv(1, 2), l.flatten(), l.dense(1)],
  [1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 0, 0, -1, 0.5, 1, 2, 3, 4, 0],
  [-30],
);

/** A kernel of one place that changes nothing, before windows of 2×2. */
const pooling = explained(
  [l.reshape([2, 4, 1]), l.conv(1, 1), l.maxPool(2), l.flatten(), l.dense(1)],
  [1, 5, 2, 0, 3, 4, 8, 6],
  [1, 0, 1, 3, 0],
  [28],
);

const recurrent = explained([l.reshape([3, 1]), l.simpleRnn(1), l.dense(1)], [1, 2, -1], [0.5, 0.25, 0, 1, 0], [1]);

/** Only the candidate sees the input; all gates are half open. */
const longShort = explained(
  [l.reshape([2, 1]), l.lstm(1, { bias: false }), l.dense(1)],
  [1, 1],
  [0, 0, 1, 0, 0, 0, 0, 0, 2, 0],
  [0],
);

const attending = explained(
  [l.reshape([2, 1]), l.attention(1, { bias: false }), l.flatten(), l.dense(1)],
  [0, 1],
  [1, 1, 1, 1, 1, 1, 0],
  [0],
);

const normalized = explained([l.dense(1), l.batchNorm({ epsilon: 0 }), l.dense(1)], [1, 3], [1, 0, 2, 1, 1, 0], [0, 0]);

describe("a convolution", () => {
  test("a cell is what lies under the window times the kernel; gradients likewise", () => {
    holds(convolution, {
      "P²": [-4, -4, -4, -4],
      "∂L/∂A²": [-10, -20, -30, -40],
      "∂L/∂K²": [-370, -470, -670, -770],
      "∂L/∂b²": [-100],
      "K²′": [38, 47, 67, 76],
    });
    const text = told(convolution);
    expect(text).toContain("P² = Σᵢₗ a¹ⱼ₊ᵢ₋₁,ₖ₊ₗ₋₁ k²ᵢₗ");
    expect(text).toContain("Σ ⎡ 1 2 ⎤ ⊙ ⎡ 1 0 ⎤ = -4");
    expect(text).toContain("(1,1): 1·1 + 2·0 + 4·0 + 5·(-1) = -4");
    expect(text).toContain("(1,1): 1·(-10) + 2·(-20) + 4·(-30) + 5·(-40) = -370");
    expect(text).toContain("4 products for each number");
    expect(told(convolution, "zh")).toContain("4 个乘积之和");
  });
});

describe("pooling", () => {
  test("which number won, and that only it gets what arrives", () => {
    holds(pooling, { "A³": [5, 8], "∂L/∂A³": [2, 6], "∂L/∂A²": [0, 2, 0, 0, 0, 0, 6, 0] });
    // Of a window's numbers only the one that won has a path.
    const paths = [0, 1].map((element) => pathsToLoss(pooling, find(pooling, "A²").id, element));
    expect(paths.map(({ sum }) => sum)).toEqual([0, 2]);
    const text = told(pooling);
    expect(text).toContain("A³ = maxₖₘ a²ₖ,₂ₗ₊ₘ₋₂");
    expect(text).toMatch(/Which number won, counted inside of its window:\n k = ⎡ 1 ⎤\n ⎣ 2 ⎦\n.*\n m = ⎡ 2 ⎤\n ⎣ 1 ⎦/);
    expect(text).toContain("(1,1): 2·[1 ≠ 5] = 0");
    expect(text).toContain("Of equal ones the first won.");
    expect(told(pooling, "zh")).toMatch(/每个窗口中胜出的是第几个数：\n k = ⎡ 1 ⎤\n ⎣ 2 ⎦/);
  });
});

describe("recurrence", () => {
  test("the state at a step by its formula, and its gradient as a product of slopes through time", () => {
    const [a, b] = [Math.tanh(0.5), Math.tanh(1 + 0.25 * Math.tanh(0.5))];
    const c = Math.tanh(-0.5 + 0.25 * b);
    const arriving = 2 * (c - 1);
    const [late, early] = [0.25 * (1 - c * c), 0.25 * (1 - b * b)];
    holds(recurrent, {
      ...{ "h₁²": [a], "h₂²": [b], "h₃²": [c] },
      ...{ "∂L/∂h₃²": [arriving], "∂L/∂h₂²": [arriving * late], "∂L/∂h₁²": [arriving * late * early] },
      "∂L/∂U²": [arriving * ((1 - c * c) * b + late * (1 - b * b) * a)],
    });
    const along = pathsToLoss(recurrent, find(recurrent, "h₁²").id, 0);
    expect(along.paths).toHaveLength(1);
    expect(along.sum).toBeCloseTo(arriving * late * early, 10);
    const { paths, total } = find(recurrent, "∂L/∂h₁²").throughTime!(0)!;
    expect(paths.map(({ slopes }) => slopes.map(({ values }) => values[0]))).toEqual([
      [expect.closeTo(late, 12), expect.closeTo(early, 12)],
    ]);
    expect(total[0]).toBeCloseTo(arriving * late * early, 12);
    const text = told(recurrent);
    expect(text).toContain("h₂² = tanh(X²[:,2,:] + R₂²)");
    expect(text).toContain(`(1,1): tanh(1 + ${(0.25 * a).toPrecision(4)}) = ${b.toPrecision(4)}`);
    expect(text).toContain("∂L/∂h₁² = ∂L/∂h₃² · ∂h₃²/∂h₂² · ∂h₂²/∂h₁²");
    expect(text).toContain(`[ ${late.toPrecision(4)} ] · [ ${early.toPrecision(4)} ]`);
    expect(text).toContain("∂L/∂U² = (∂L/∂U²)₃ + (∂L/∂U²)₂ + (∂L/∂U²)₁");
    expect(text).toContain("The state after step 2 of 3.");
    expect(told(recurrent, "zh")).toContain("第 2 步之后的状态，共 3 步。");
  });
  test("gates by their formulas", () => {
    const g = Math.tanh(1);
    const [first, second] = [0.5 * g, 0.75 * g];
    holds(longShort, {
      ...{ "i₁²": [0.5], "f₂²": [0.5], "o₂²": [0.5], "g₁²": [g], "c₁²": [first], "c₂²": [second] },
      ...{ "h₂²": [0.5 * Math.tanh(second)], "∂L/∂f₂²": [find(longShort, "∂L/∂c₂²").values[0]! * first] },
    });
    const text = told(longShort);
    for (const line of ["f₂² = σ(P²[2,2] + R₂²[:,2])", "c₂² = f₂² ⊙ c₁² + i₂² ⊙ g₂²", "∂L/∂f₂² = ∂L/∂c₂²·c₁²"])
      expect(text.replace(/ ⊙ /g, "·")).toContain(line.replace(/ ⊙ /g, "·"));
    expect(text).toContain("The forget gate, between 0 and 1");
    expect(text).toContain("∂L/∂(h₁², c₁²) = ∂L/∂(h₂², c₂²) · ∂(h₂², c₂²)/∂(h₁², c₁²)");
  });
  test("of a long loop the steps in the middle are left out, unless everything is asked for", () => {
    const long = explained(
      [l.reshape([20, 1]), l.simpleRnn(1), l.dense(1)],
      new Array<number>(20).fill(0.1),
      [1, 0.5, 0, 1, 0],
      [0],
    );
    const text = told(long);
    expect(text).toContain("The steps from 4 to 18 go the same way.");
    expect(text).not.toContain("h₁₀² = ");
    expect(text).toContain("∂L/∂U² = (∂L/∂U²)₂₀ + (∂L/∂U²)₁₉ + (∂L/∂U²)₁₈ + (∂L/∂U²)₁₇ + (∂L/∂U²)₁₆ + ⋯ + (∂L/∂U²)₁");
    expect(toText(long, { whole: true, width: 200 })).toContain("h₁₀² = ");
    expect(toJson(long).steps.find(({ name }) => name === "h₁₀²")!.equation).toContain("tanh");
  });
});

describe("attention", () => {
  test("scores, shares and mixture", () => {
    const share = sigma(1);
    holds(attending, {
      ...{ "Q²": [0, 1], "K²": [0, 1], "V²": [0, 1], "S²": [0, 0, 0, 1] },
      ...{ "shares⁽²⁾": [0.5, 0.5, 1 - share, share], "M²": [0.5, share] },
    });
    const text = told(attending);
    for (const line of ["Q² = P²[:,1]", "M² = shares⁽²⁾ V²", "how well each query (a row) fits each key (a column)"])
      expect(text).toContain(line);
    expect(told(attending, "zh")).toContain("每个查询（行）与每个键（列）的匹配程度");
  });
});

describe("batch norm", () => {
  test("the statistics of the batch, and what is kept of them", () => {
    holds(normalized, {
      ...{ "μ²": [2], "σ²⁽²⁾": [1], "A²": [-1, 3] },
      ...{ "running mean⁽²⁾′": [0.2], "running variance⁽²⁾′": [1.1] },
    });
    const text = told(normalized);
    expect(text).toContain("The mean of A¹, each over 2 numbers.");
    expect(text).toContain("A² = (A¹ - μ²)/√(σ²⁽²⁾)·γ² + β²");
  });
});

test.each([
  ["a convolution", convolution],
  ["pooling", pooling],
  ["recurrence", longShort],
  ["attention", attending],
  ["batch norm", normalized],
])("%s in every format, notation and language", (_, derivation) => {
  for (const [language, notation] of [
    ["en", "row"],
    ["zh", "index"],
    ["en", "col"],
  ] as const) {
    const options = { language, notation, depth: 4 } as const;
    const documents = [toMarkdown(derivation, options), toLatex(derivation, options)];
    for (const document of documents) {
      const pieces = [...document.matchAll(/\$\$\n([\s\S]*?)\n\$\$|\\\[\n([\s\S]*?)\n\\\]/g)];
      expect(pieces.length).toBeGreaterThan(20);
      for (const [, a, b] of pieces) katex.renderToString(a ?? b!, { strict: "error", throwOnError: true });
    }
    const page = toHtml(derivation, options);
    for (const document of [
      ...documents,
      page,
      toText(derivation, options),
      JSON.stringify(toJson(derivation, options)),
    ])
      expect(document).not.toMatch(/undefined|\[object/);
    expect(page).not.toContain("merror");
    for (const { equation, sentence } of toJson(derivation, options).steps)
      if (equation !== null) expect(sentence.text.length).toBeGreaterThan(1);
  }
});

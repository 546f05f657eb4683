import { expect, test } from "vitest";
import { explainStep } from "../../src/explain/explain.ts";
import { toText } from "../../src/explain/render/text.ts";
import { checkStep, compareWithDifferences, compareWithEngine } from "./checked-steps.ts";
import { draw, everyActivation, everyLoss, everyOptimizer } from "./random-network.ts";

const count = 220;
const block = 20;
const partials = { all: 0, unexplained: 0 };
const seen = new Set<string>();
for (let first = 0; first < count; first += block)
  test(`networks ${first} to ${first + block - 1}: every line computed again from what is printed`, async () => {
    let told = 0;
    let all = 0;
    for (let index = first; index < first + block; index++) {
      const { facts, title } = draw(index);
      const derivation = explainStep(facts);
      for (const name of title.split(" ")) seen.add(name);
      for (const { layer } of derivation.steps) for (const name of (layer ?? "").split(/[\s()]+/)) seen.add(name);
      for (const step of derivation.steps) {
        told += checkStep(step, title);
        all += step.rule.kind === "given" ? 0 : 2 * step.values.length;
      }
      await compareWithEngine(facts, derivation.steps, derivation.loss, title);
      const { all: compared, unexplained } = compareWithDifferences(facts, derivation.steps, index, title);
      partials.all += compared;
      partials.unexplained += unexplained;
      if (index % 20 === 0) expect(toText(derivation)).toContain("L");
    }
    // Most lines have intervals that say something.
    expect(told / all).toBeGreaterThan(0.6);
  });

test("few partials lie at a kink or are too small to tell", () => {
  expect(partials.all).toBeGreaterThan(600);
  expect(partials.unexplained / partials.all).toBeLessThan(0.1);
});

test("every activation, loss and optimizer took its turn", () => {
  for (const [name] of [...everyActivation, ...everyLoss, ...everyOptimizer]) expect(seen.has(name), name).toBe(true);
  for (const name of ["batchNorm", "layerNorm", "dropout", "residual", "concatenate", "reshape", "embedding"])
    expect(
      [...seen].some((word) => word.startsWith(name)),
      name,
    ).toBe(true);
});

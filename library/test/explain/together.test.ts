import katex from "katex";
import { expect, test } from "vitest";
import type { DerivationStep } from "../../src/explain/derivation.ts";
import { nameText } from "../../src/explain/name.ts";
import { toHtml } from "../../src/explain/render/html.ts";
import { toJson } from "../../src/explain/render/json.ts";
import { toLatex } from "../../src/explain/render/latex.ts";
import { toMarkdown } from "../../src/explain/render/markdown.ts";
import { toText } from "../../src/explain/render/text.ts";
import { explainTogether } from "../../src/explain/together.ts";
import { add } from "../../src/expr/operations/add.ts";
import { log } from "../../src/expr/operations/log.ts";
import { neg } from "../../src/expr/operations/neg.ts";
import { sub } from "../../src/expr/operations/sub.ts";
import { mean, stopGradient } from "../../src/graph/functions.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import type { OwnStep } from "../../src/runtime/own-step.ts";
import { togetherStep, trainTogether } from "../../src/runtime/train-together.ts";
import { checkStep } from "./checked-steps.ts";

/** A generator that stretches and shifts a number, and a judge of single numbers; both learn with the rate 0.5. */
const networks = {
  generator: { network: dense(1), inputs: 1, optimizer: sgd({ learningRate: 0.5 }), weights: [2, -1] },
  judge: { network: dense(1, sigmoid), inputs: 1, optimizer: sgd({ learningRate: 0.5 }), weights: [1, 0] },
};
const data = { noise: { values: [0, 1], width: 1 }, real: { values: [2, 4], width: 1 } };

/** The judge learns to tell real numbers from made ones, then the generator to be taken for real. */
function define(step: OwnStep): void {
  const { noise, real } = step.rows as Readonly<Record<string, OwnStep["rows"][string]>>;
  const made = step.apply("generator", noise!);
  const isReal = step.apply("judge", real!);
  const isMade = step.apply("judge", stopGradient(made));
  const judged = neg(add(mean(log(isReal)), mean(log(sub(1, isMade)))));
  step.report("judge", judged);
  step.minimize("judge", judged);
  const fooled = neg(mean(log(step.apply("judge", step.apply("generator", noise!)))));
  step.report("generator", fooled);
  step.minimize("generator", fooled);
}

const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
/** By hand: made numbers are −1 and 1; the judge sees w = 1 and b = 0. */
const judgeLoss = -(Math.log(sigma(2)) + Math.log(sigma(4)) + Math.log(1 - sigma(-1)) + Math.log(1 - sigma(1))) / 2;
const byWeight = ((sigma(2) - 1) * 2 + (sigma(4) - 1) * 4 + sigma(-1) * -1 + sigma(1) * 1) / 2;
const byBias = (sigma(2) - 1 + sigma(4) - 1 + sigma(-1) + sigma(1)) / 2;
const judge = [1 - 0.5 * byWeight, -0.5 * byBias] as const;
const seen = [-1, 1].map((x) => sigma(judge[0] * x + judge[1]));
const generatorLoss = -(Math.log(seen[0]!) + Math.log(seen[1]!)) / 2;
const handedBack = seen.map((answer) => ((answer - 1) * judge[0]) / 2);

test("a step of two networks: both losses, and who moves which weights", async () => {
  const derivation = explainTogether(await togetherStep(networks, data, define));
  const find = (name: string): DerivationStep[] =>
    derivation.steps.filter((one) => nameText(one.name) === name && one.rule.kind !== "nothing");
  const value = (name: string): number => find(name)[0]!.values[0]!;
  expect(value("L(judge)")).toBeCloseTo(judgeLoss, 10);
  expect(value("∂L/∂W(judge)")).toBeCloseTo(byWeight, 10);
  expect(value("W(judge)′")).toBeCloseTo(judge[0], 10);
  expect(value("b(judge)′")).toBeCloseTo(judge[1], 10);
  expect(value("L(generator)")).toBeCloseTo(generatorLoss, 10);
  // The noise is 0 and 1: only the second row has a part in the slope.
  expect(value("∂L/∂W(generator)")).toBeCloseTo(handedBack[1]!, 10);
  expect(value("b(generator)′")).toBeCloseTo(-1 - 0.5 * (handedBack[0]! + handedBack[1]!), 10);
  for (const step of derivation.steps) checkStep(step, "two networks");

  const text = toText(derivation, { depth: 3, width: 200 });
  expect(text).toContain(
    `Move 1 of 2: judge lowers its loss, ${judgeLoss.toPrecision(4)}, by moving W(judge), b(judge). The weights of generator stay`,
  );
  expect(text).toContain(
    `Move 2 of 2: generator lowers its loss, ${generatorLoss.toPrecision(4)}, by moving W(generator), b(generator). The weights of judge stay`,
  );
  for (const language of ["en", "zh"] as const) {
    const options = { language, depth: 4 } as const;
    const documents = [toMarkdown(derivation, options), toLatex(derivation, options)];
    for (const document of documents)
      for (const [, a, b] of document.matchAll(/\$\$\n([\s\S]*?)\n\$\$|\\\[\n([\s\S]*?)\n\\\]/g))
        katex.renderToString(a ?? b!, { strict: "error", throwOnError: true });
    const json = toJson(derivation, options);
    expect(new Set(json.steps.map(({ id }) => id)).size).toBe(json.steps.length);
    const moves = json.steps.filter(({ sentence }) => sentence.key === "move");
    expect(moves).toHaveLength(2);
    expect(moves[0]!.sentence.text).toContain(language === "en" ? "lowers its loss" : "来降低它的损失");
    for (const document of [...documents, toHtml(derivation, options), toText(derivation, options)])
      expect(document).not.toMatch(/undefined|merror/);
  }
});

test("what is explained is what is trained", async () => {
  const numbers: Record<string, number> = {};
  const run = trainTogether(networks, data, { epochs: 1, batch: 2, shuffle: false, backend: "reference" }, define);
  for await (const { means } of run) Object.assign(numbers, means);
  const models = await run;
  expect(numbers["judge"]).toBeCloseTo(judgeLoss, 10);
  expect(numbers["generator"]).toBeCloseTo(generatorLoss, 10);
  const { steps } = explainTogether(await togetherStep(networks, data, define));
  for (const name of ["generator", "judge"] as const) {
    const explained = ["W", "b"].map(
      (letter) => steps.find((one) => nameText(one.name) === `${letter}(${name})′`)!.values[0]!,
    );
    explained.forEach((value, i) => expect(models[name].weights[i]).toBeCloseTo(value, 10));
  }
});

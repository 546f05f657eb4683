import { expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import type { DerivationStep } from "../../src/explain/derivation.ts";
import { enclosure } from "../../src/explain/enclosure.ts";
import { explainStep } from "../../src/explain/explain.ts";
import { checkPartial } from "../../src/explain/gradient-check.ts";
import { agree, mapValues } from "../../src/explain/lines.ts";
import { nameText } from "../../src/explain/name.ts";
import { writtenInterval } from "../../src/explain/number.ts";
import { lossObjective } from "../../src/explain/objective.ts";
import { toText } from "../../src/explain/render/text.ts";
import type { StepFacts } from "../../src/explain/step-graph.ts";
import type { Operation } from "../../src/expr/operation.ts";
import { text } from "../../src/expr/text.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import * as activations from "../../src/nn/activations/index.gen.ts";
import { clipByNorm, clipByValue } from "../../src/nn/clipping.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import type { Loss } from "../../src/nn/losses/_loss.ts";
import * as losses from "../../src/nn/losses/index.gen.ts";
import { type Activation, type Layer, sequential } from "../../src/nn/network.ts";
import type { Optimizer } from "../../src/nn/optimizers/_optimizer.ts";
import * as optimizers from "../../src/nn/optimizers/index.gen.ts";
import * as regularizers from "../../src/nn/regularizers/index.gen.ts";
import { trainingStep } from "../../src/runtime/step.ts";
import { type RandomStream, randomStream } from "../../src/util/random.ts";

/** The records of a catalog by name: what needs options is made without any, or as `made` says. */
function recordsOf<T>(
  catalog: object,
  isRecord: (value: unknown) => boolean,
  made: Readonly<Record<string, () => unknown>> = {},
): [string, T][] {
  return Object.entries(catalog)
    .filter(([name]) => !name.startsWith("define"))
    .map(([name, value]) => [name, (made[name]?.() ?? (isRecord(value) ? value : (value as () => T)())) as T]);
}

const everyActivation = recordsOf<Activation>(
  activations,
  (value) => typeof value === "function" && "symbol" in value,
  { maxout: () => activations.maxout(2) },
);
const everyLoss = recordsOf<Loss>(losses, (value) => typeof value === "object");
const everyOptimizer = recordsOf<Optimizer>(optimizers, (value) => typeof value === "object");

/** Widths that some losses ask of predictions and targets. */
function widthsOf(name: string): readonly [prediction: number, target: number] {
  if (name === "marginRanking") return [2, 1];
  if (name === "negativeLogLikelihood") return [3, 1];
  if (name === "gaussianNegativeLogLikelihood") return [4, 2];
  if (name === "triplet") return [6, 6];
  return [3, 3];
}

function targetsFor(loss: Loss, name: string, rows: number, width: number, random: RandomStream): number[] {
  if (name === "marginRanking") return Array.from({ length: rows }, () => (random.integer(2) === 0 ? -1 : 1));
  if (name === "negativeLogLikelihood") return Array.from({ length: rows }, () => random.integer(3));
  const isClass = loss.output === "softmax" || loss.output === "logSoftmax" || name.startsWith("categorical");
  return Array.from({ length: rows }, () => {
    if (isClass) {
      const chosen = random.integer(width);
      return Array.from({ length: width }, (_, i) => (i === chosen ? 1 : 0));
    }
    if (/inge$/.test(name)) return Array.from({ length: width }, () => (random.integer(2) === 0 ? -1 : 1));
    if (loss.output === "sigmoid" || name === "binaryCrossEntropyLogits")
      return Array.from({ length: width }, () => random.integer(2));
    return Array.from({ length: width }, () => 0.2 + random.uniform());
  }).flat();
}

/** A small network in which everything in the catalogs takes its turn. */
function draw(index: number): { facts: StepFacts; title: string } {
  const random = randomStream(index, 77);
  const rowCount = 1 + random.integer(4);
  const [lossName, loss] = everyLoss[index % everyLoss.length]!;
  const [optimizerName, optimizer] = everyOptimizer[index % everyOptimizer.length]!;
  const depth = index % 5;
  const layers: Layer[] = [];
  const used: string[] = [];
  for (let i = 0; i < depth; i++) {
    const [name, activation] = everyActivation[(index * 3 + i) % everyActivation.length]!;
    used.push(name);
    const regularizer = [undefined, regularizers.l1(0.01), regularizers.l2(0.02), regularizers.elasticNet(0.01, 0.02)][
      random.integer(4)
    ];
    const constraint = random.integer(4) === 0 ? regularizers.maxNorm(0.8) : undefined;
    layers.push(
      l.dense(4, activation, {
        bias: random.integer(3) > 0,
        ...(regularizer && { regularizer }),
        ...(constraint && { constraint }),
      }),
    );
    const extra = (index + i) % 9;
    if (extra === 0) layers.push(l.batchNorm());
    if (extra === 1) layers.push(l.layerNorm());
    if (extra === 2) layers.push(l.dropout(0.3));
    const width = name === "glu" || name === "maxout" ? 2 : 4;
    if (extra === 3) layers.push(l.residual(l.dense(width, activations.tanh)));
    if (extra === 4) layers.push(l.concatenate(l.dense(2), l.activation(activations.sinusoid)));
    if (extra === 5) layers.push(l.reshape([2, -1]), l.flatten());
  }
  const [width, targetWidth] = widthsOf(lossName);
  const outputs: Readonly<Record<string, Activation>> = {
    sigmoid: activations.sigmoid,
    softmax: activations.softmax,
    logSoftmax: activations.logSoftmax,
    exponential: activations.exponential,
    softplus: activations.softplus,
    tanh: activations.tanh as Operation,
  };
  layers.push(l.dense(width, lossName.startsWith("gaussian") ? activations.softplus : outputs[loss.output]));
  const usesSymbols = index % 11 === 0;
  const network = sequential(...(usesSymbols ? [l.embedding(5, 2), l.flatten()] : []), ...layers);
  const inputs = Array.from({ length: rowCount * 2 }, () => (usesSymbols ? random.integer(5) : random.normal()));
  const targets = targetsFor(loss, lossName, rowCount, targetWidth, random);
  const weights = network.initialize([2], index);
  const perturbed = weights.map((w) => w + 0.05 * random.normal());
  const slots = Object.fromEntries(
    Object.keys(optimizer.slots).map((name) => [name, weights.map(() => 0.01 + 0.1 * random.uniform())]),
  );
  const clip = [undefined, clipByNorm(0.5), clipByValue(0.1)][random.integer(3)];
  return {
    title: `${index}: ${used.join(" ")} ${layers.map(({ name }) => name).join(" ")} ${lossName} ${optimizerName}`,
    facts: {
      network,
      rows: { inputs, targets, rowCount },
      weights: perturbed,
      loss,
      optimizer,
      slots,
      step: 1 + random.integer(9),
      seed: index,
      mode: random.integer(4) === 0 ? "inference" : "training",
      ...(clip === undefined ? {} : { clip }),
    },
  };
}

/** Whether two intervals have a number in common. */
const meet = (a: { lower: number; upper: number }, b: { lower: number; upper: number }): boolean =>
  a.lower <= b.upper && b.lower <= a.upper;

function checkStep(step: DerivationStep, title: string): number {
  const place = `${title}: ${nameText(step.name)} ${step.rule.kind === "map" ? text(step.rule.formula) : step.rule.kind}`;
  if (step.rule.kind === "map")
    expect(agree(mapValues(step.rule.formula, step.shape, step.operands), step.values), place).toBe(true);
  if (step.short !== undefined)
    expect(agree(mapValues(step.short.formula, step.shape, step.short.operands), step.values), place).toBe(true);
  let told = 0;
  for (const digits of [4, 8]) {
    const intervals = enclosure(step, digits);
    intervals?.forEach((one, i) => {
      if (!Number.isFinite(step.values[i]!)) return;
      if (!meet(one, writtenInterval(step.values[i]!, digits)))
        expect.fail(`${place} [${i}]: ${step.values[i]} is not in ${one.lower} … ${one.upper}`);
      if (Number.isFinite(one.lower) && Number.isFinite(one.upper)) told++;
    });
  }
  return told;
}

const count = 220;
const block = 20;
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
      compareWithDifferences(facts, derivation.steps, index, title);
      if (index % 20 === 0) expect(toText(derivation)).toContain("L");
    }
    // Most lines have intervals that say something.
    expect(told / all).toBeGreaterThan(0.6);
  });

test("few partials lie at a kink or are too small to tell", () => {
  expect(partials).toBeGreaterThan(600);
  expect(unexplained / partials).toBeLessThan(0.1);
});

test("every activation, loss and optimizer took its turn", () => {
  for (const [name] of [...everyActivation, ...everyLoss, ...everyOptimizer]) expect(seen.has(name), name).toBe(true);
  for (const name of ["batchNorm", "layerNorm", "dropout", "residual", "concatenate", "reshape", "embedding"])
    expect(
      [...seen].some((word) => word.startsWith(name)),
      name,
    ).toBe(true);
});

/** Gradients shown are those of the loss that the engine minimizes, and those that differences give. */
function compareWithDifferences(
  facts: StepFacts,
  steps: readonly DerivationStep[],
  index: number,
  title: string,
): void {
  const objective = lossObjective(facts);
  const random = randomStream(index, 78);
  for (const { name, shape, offset } of objective.blocks) {
    const own = steps.find((one) => one.sentence.key === "givenParameter" && one.label === name)!;
    const shown = steps.find((one) => one.gradientOf === own.id && one.rule.kind !== "nothing")!;
    const exact = objective.gradient.subarray(offset, offset + sizeOf(shape));
    expect(agree(shown.values, exact), `${title}: ∂L/∂${name}`).toBe(true);
    const element = shape.map((size) => random.integer(size));
    const { finding, exact: a, numeric } = checkPartial(objective, name, element);
    expect(["agrees", "kink", "rounding"], `${title}: ${name} [${element}] ${a} ${numeric}`).toContain(finding);
    if (finding !== "agrees") unexplained++;
    partials++;
  }
}
let partials = 0;
let unexplained = 0;

/** The engine's own step, in the reference: its loss, and what it makes of the weights and slots. */
async function compareWithEngine(
  facts: StepFacts,
  steps: readonly DerivationStep[],
  loss: number,
  title: string,
): Promise<void> {
  if (facts.mode !== "training") return;
  const { network, rows, optimizer, clip } = facts;
  const { rowCount } = rows;
  const session = reference().open();
  const step = trainingStep(network, {
    rowCount,
    inputs: rows.inputs.length / rowCount,
    targets: rows.targets.length / rowCount,
    batch: rowCount,
    loss: facts.loss,
    clip,
    optimizer: optimizer!,
  });
  const executable = await session.load(step);
  session.write("inputs", rows.inputs);
  // Not every loss looks at targets.
  if (session.names().includes("targets")) session.write("targets", rows.targets);
  session.write("parameters", facts.weights);
  const states = network.initialStates([2]);
  if (states.length > 0) session.write("layer state", states);
  for (const [name, values] of Object.entries(facts.slots!)) session.write(`slot.${name}`, values);
  const scalars = optimizer!.scalars(optimizer!.learningRate, facts.step!);
  const outputs = executable.run(1, {
    rows: Int32Array.from({ length: rowCount }, (_, i) => i),
    ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [`scalar.${name}`, [value]])),
    ...(network.streams([2]) > 0 ? { seed: [facts.seed!], step: [facts.step!] } : {}),
  });
  const close = (a: number, b: number): boolean =>
    Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  expect(close(outputs["loss"]![0]!, loss), `${title}: loss ${outputs["loss"]![0]} ${loss}`).toBe(true);
  const find = (name: string): Float64Array | undefined =>
    steps.find((one) => nameText(one.name) === name && one.rule.kind !== "nothing")?.values;
  const next = session.read("parameters");
  let compared = 0;
  for (const { name, shape, offset } of network.parameters([2])) {
    const path = name.split(".").slice(0, -1).join(".");
    const own = steps.find((one) => one.sentence.key === "givenParameter" && one.label === name)!;
    const made = find(`${nameText(own.name)}′`);
    if (made === undefined) continue;
    compared++;
    for (let i = 0; i < sizeOf(shape); i++)
      if (!close(made[i]!, next[offset + i]!))
        expect.fail(`${title}: ${name} (${path}) [${i}] ${made[i]} ${next[offset + i]}`);
  }
  expect(compared, title).toBe(network.parameters([2]).length);
}

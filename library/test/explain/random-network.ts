import type { StepFacts } from "../../src/explain/step-graph.ts";
import type { Operation } from "../../src/expr/operation.ts";
import * as activations from "../../src/nn/activations/index.gen.ts";
import { clipByNorm, clipByValue } from "../../src/nn/clipping.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import type { Loss } from "../../src/nn/losses/_loss.ts";
import * as losses from "../../src/nn/losses/index.gen.ts";
import { type Activation, type Layer, sequential } from "../../src/nn/network.ts";
import type { Optimizer } from "../../src/nn/optimizers/_optimizer.ts";
import * as optimizers from "../../src/nn/optimizers/index.gen.ts";
import * as regularizers from "../../src/nn/regularizers/index.gen.ts";
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

export const everyActivation = recordsOf<Activation>(
  activations,
  (value) => typeof value === "function" && "symbol" in value,
  { maxout: () => activations.maxout(2) },
);
/** All but the one that walks along time, which these networks do not have. */
export const everyLoss = recordsOf<Loss>(losses, (value) => typeof value === "object").filter(
  ([name]) => name !== "ctc",
);
export const everyOptimizer = recordsOf<Optimizer>(optimizers, (value) => typeof value === "object");

/** Widths that some losses ask of predictions and targets. */
function widthsOf(name: string): readonly [prediction: number, target: number] {
  if (name === "marginRanking") return [2, 1];
  if (name === "negativeLogLikelihood") return [3, 1];
  if (name === "gaussianNegativeLogLikelihood") return [4, 2];
  if (name === "triplet") return [6, 6];
  if (name === "contrastive" || name === "cosineEmbedding" || name === "gaussianKullbackLeibler") return [4, 1];
  return [3, 3];
}

function targetsFor(loss: Loss, name: string, rows: number, width: number, random: RandomStream): number[] {
  if (name === "contrastive") return Array.from({ length: rows }, () => random.integer(2));
  if (name === "marginRanking" || name === "cosineEmbedding")
    return Array.from({ length: rows }, () => (random.integer(2) === 0 ? -1 : 1));
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
export function draw(index: number): { facts: StepFacts; title: string } {
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
  layers.push(
    l.dense(width, lossName === "gaussianNegativeLogLikelihood" ? activations.softplus : outputs[loss.output]),
  );
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

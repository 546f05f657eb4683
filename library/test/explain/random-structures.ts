import type { StepFacts } from "../../src/explain/step-graph.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { type Layer, sequential } from "../../src/nn/network.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { type RandomStream, randomStream } from "../../src/util/random.ts";

/** Layers that see rows laid out in space or time: what a row is, and what may come after each other. */
type Structure = (
  random: RandomStream,
  turn: number,
) => { readonly row: readonly number[]; readonly layers: readonly Layer[] };

const nth = <T>(turn: number, ...choices: readonly T[]): T => choices[turn % choices.length]!;

const image: Structure = (random, turn) => {
  const channels = 1 + random.integer(2);
  const first = nth(
    turn,
    () => l.conv(2, 2, tanh, { padding: "same", stride: 1 + random.integer(2) }),
    () => l.conv(2, [2, 1], relu, { dilation: 2, bias: false }),
    () => l.conv(2 * channels, 2, sigmoid, { groups: channels }),
    () => l.depthwiseConv(2, tanh, { padding: 1 }),
    () => l.separableConv(2, 2, tanh),
    () => l.convTranspose(1, 2, tanh, { stride: 2, padding: "same" }),
  );
  const second = nth<() => readonly Layer[]>(
    turn + random.integer(5),
    () => [l.maxPool(2), l.flatten()],
    () => [l.maxPool(2, { stride: 1, padding: "same" }), l.flatten()],
    () => [l.averagePool([2, 1]), l.flatten()],
    () => [l.upsample(2), l.globalMaxPool()],
    () => [l.instanceNorm(), l.globalAveragePool()],
    () => [l.groupNorm(1), l.rmsNorm(), l.flatten()],
  );
  return { row: [4, 3, channels], layers: [l.reshape([4, 3, channels]), first(), ...second()] };
};

const recurrent: Structure = (random, turn) => {
  const own = (sequence: boolean): Layer => {
    const options = { sequence, bias: random.integer(3) > 0 };
    return nth(turn + random.integer(2), l.simpleRnn, l.lstm, l.gru)(2, options);
  };
  const layers = nth<() => readonly Layer[]>(
    turn,
    () => [own(false)],
    () => [own(true), l.dense(1, tanh), l.flatten()],
    () => [own(true), own(false)],
    () => [l.bidirectional(own(false), own(false))],
    () => [l.bidirectional(own(true), own(true)), l.flatten()],
    () => [l.conv(2, 2, tanh), own(false)],
  );
  return { row: [3, 2], layers: [l.reshape([3, 2]), ...layers()] };
};

const attending: Structure = (_, turn) => {
  const layers = nth<() => readonly Layer[]>(
    turn,
    () => [l.attention(1)],
    () => [l.attention(2, { causal: true, bias: false })],
    () => [l.positionalEncoding(), l.transformerEncoder(4, 1, 2)],
    () => [l.transformerEncoder(4, 2, 3, { causal: true, normalizeAfter: true })],
    () => [l.batchNorm(), l.attention(1, { size: 2 })],
  );
  return { row: [3, 4], layers: [l.reshape([3, 4]), ...layers(), l.flatten()] };
};

const structures: readonly Structure[] = [image, recurrent, attending];

/** A small network of layers that see space or time, on a few rows. */
export function drawStructure(index: number): { facts: StepFacts; title: string } {
  const random = randomStream(index, 79);
  const { row, layers } = structures[index % structures.length]!(random, Math.floor(index / structures.length));
  const width = row.reduce((product, size) => product * size, 1);
  const network = sequential(...layers, l.dense(1));
  const rowCount = 1 + random.integer(2);
  const draws = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  return {
    title: `${index}: ${layers.map(({ name }) => name).join(", ")}`,
    facts: {
      network,
      rows: { inputs: draws(width * rowCount), targets: draws(rowCount), rowCount },
      weights: network.initialize([width], index).map((weight) => weight + 0.1 * random.normal()),
      loss: meanSquaredError,
      optimizer: sgd({ learningRate: 0.1 }),
      slots: {},

      step: 1,
      seed: index,
      mode: "training",
    },
  };
}

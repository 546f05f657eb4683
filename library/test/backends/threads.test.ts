import { afterAll, describe, expect, test } from "vitest";
import { native } from "../../src/backends/native/session.node.ts";
import { threadsRunning } from "../../src/backends/session/crew.ts";
import type { SessionOptions } from "../../src/backends/session/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import type { Backend } from "../../src/compiler/step.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { softmax } from "../../src/nn/activations/softmax.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { lstm } from "../../src/nn/layers/lstm.ts";
import { reshape } from "../../src/nn/layers/reshape.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { categoricalCrossEntropy } from "../../src/nn/losses/categorical-cross-entropy.ts";
import { type Layer, sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { trainingStep } from "../../src/runtime/step.ts";
import { randomStream } from "../../src/util/random.ts";
import { hasCompiler } from "./_native.ts";

afterAll(async () => {
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(threadsRunning()).toBe(0);
});

/** A network with what is learned, and how: so many numbers in and out, rows of a step, and steps. */
interface Training {
  readonly layers: readonly Layer[];
  readonly inputs: number;
  readonly targets: number;
  readonly batch: number;
  readonly steps: number;
}

/** Dense layers of these sizes. */
function denseTraining(sizes: readonly number[], batch: number, steps: number): Training {
  const targets = sizes.at(-1)!;
  const last = targets > 1 ? softmax : sigmoid;
  const layers = sizes.slice(1).map((units, i) => dense(units, i < sizes.length - 2 ? relu : last));
  return { layers, inputs: sizes[0]!, targets, batch, steps };
}

/** Some steps of a network on random rows; all of its numbers afterwards. */
async function trained(
  made: (options: SessionOptions) => Backend | Promise<Backend>,
  { layers, inputs, targets: last, batch, steps }: Training,
  threads: number,
  offThread = false,
) {
  const optimizer = adam({ learningRate: 1e-3 });
  const loss = last > 1 ? categoricalCrossEntropy : binaryCrossEntropy;
  const rowCount = batch * 2;
  const step = trainingStep(sequential(...layers), {
    rowCount,
    inputs,
    targets: last,
    batch,
    loss,
    optimizer,
  });
  const session = (await made({ threads, offThread })).open();
  const executable = await session.load(step, { maximumSteps: steps });
  const random = randomStream(3, 3);
  const fill = (name: string, value: () => number): void => {
    session.write(name, session.read(name).map(value));
  };
  fill("inputs", () => random.uniform() * 2 - 1);
  fill("parameters", () => (random.uniform() * 2 - 1) / 8);
  session.write(
    "targets",
    Float32Array.from({ length: rowCount * last }, (_, i) => (i % last === 0 ? 1 : 0)),
  );
  const given: Record<string, ArrayLike<number>> = {
    rows: Int32Array.from({ length: steps * batch }, (_, i) => i % rowCount),
  };
  for (let i = 0; i < steps; i++)
    for (const [name, value] of Object.entries(optimizer.scalars(1e-3, i + 1))) {
      given[`scalar.${name}`] ??= new Float64Array(steps);
      (given[`scalar.${name}`] as Float64Array)[i] = value;
    }
  const { loss: losses } = await executable.start(steps, given);
  // Were they too short, the steps would have been done on the calling thread.
  if (executable.program!.threads > 1 || offThread) expect(threadsRunning()).toBeGreaterThanOrEqual(threads);
  const result = { losses: [...losses!], parameters: [...session.read("parameters")] };
  session.dispose();
  return result;
}

/** Networks, each with numbers of threads. */
const networks: readonly (readonly [name: string, Training, threads: readonly number[]])[] = [
  ["784-128-10", denseTraining([784, 128, 10], 64, 8), [2, 3, 4]],
  ["30-64-32-1", denseTraining([30, 64, 32, 1], 32, 40), [2, 3, 4]],
  ["785-129-11 in odd batches", denseTraining([785, 129, 11], 63, 5), [2, 3]],
  ["wide rows", denseTraining([301, 257, 7], 300, 4), [2, 3]],
  ["long inner axes", denseTraining([1300, 130, 5], 150, 3), [2, 3]],
  [
    "an LSTM in odd batches",
    { layers: [reshape([5, 3]), lstm(23), dense(1, sigmoid)], inputs: 15, targets: 1, batch: 49, steps: 4 },
    [2, 3, 4],
  ],
];

describe.each([
  ["wasm", wasm, true],
  ["native", native, hasCompiler],
] as const)("threads of %s", (_, made, possible) => {
  for (const [name, training, several] of networks)
    test.skipIf(!possible)(`any number of threads gives the same bits: ${name}`, async () => {
      const one = await trained(made, training, 1);
      for (const threads of several) expect(await trained(made, training, threads)).toEqual(one);
      expect(await trained(made, training, 1, true)).toEqual(one);
    });
});

test.skipIf(!hasCompiler)("native and wasm give the same bits where both are portable", async () => {
  for (const [, training] of networks) {
    const want = await trained((options) => wasm({ ...options, portable: true }), training, 1);
    for (const threads of [1, 2])
      expect(await trained((options) => native({ ...options, portable: true }), training, threads)).toEqual(want);
  }
});

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
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { categoricalCrossEntropy } from "../../src/nn/losses/categorical-cross-entropy.ts";
import { sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { trainingStep } from "../../src/runtime/step.ts";
import { randomStream } from "../../src/util/random.ts";
import { hasCompiler } from "./_native.ts";

afterAll(async () => {
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(threadsRunning()).toBe(0);
});

/** Some steps of a network on random rows; all of its numbers afterwards. */
async function trained(
  made: (options: SessionOptions) => Backend | Promise<Backend>,
  sizes: readonly number[],
  batch: number,
  steps: number,
  threads: number,
  offThread = false,
) {
  const last = sizes.at(-1)!;
  const classes = last > 1;
  const layers = sizes
    .slice(1)
    .map((units, i) => dense(units, i < sizes.length - 2 ? relu : classes ? softmax : sigmoid));
  const optimizer = adam({ learningRate: 1e-3 });
  const loss = classes ? categoricalCrossEntropy : binaryCrossEntropy;
  const rowCount = batch * 2;
  const step = trainingStep(sequential(...layers), {
    rowCount,
    inputs: sizes[0]!,
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

const networks = [
  ["784-128-10", [784, 128, 10], 64, 8],
  ["30-64-32-1", [30, 64, 32, 1], 32, 40],
  ["785-129-11 in odd batches", [785, 129, 11], 63, 5],
  ["wide rows", [301, 257, 7], 300, 4],
  ["long inner axes", [1300, 130, 5], 150, 3],
] as const;

describe.each([
  ["wasm", wasm, true],
  ["native", native, hasCompiler],
] as const)("threads of %s", (_, made, possible) => {
  for (const [name, sizes, batch, steps] of networks)
    test.skipIf(!possible)(`any number of threads gives the same bits: ${name}`, async () => {
      const one = await trained(made, sizes, batch, steps, 1);
      for (const threads of sizes[0] === 784 || sizes[0] === 30 ? [2, 3, 4] : [2, 3])
        expect(await trained(made, sizes, batch, steps, threads)).toEqual(one);
      expect(await trained(made, sizes, batch, steps, 1, true)).toEqual(one);
    });
});

test.skipIf(!hasCompiler)("native and wasm give the same bits where both are portable", async () => {
  for (const [, sizes, batch, steps] of networks) {
    const want = await trained((options) => wasm({ ...options, portable: true }), sizes, batch, steps, 1);
    for (const threads of [1, 2])
      expect(await trained((options) => native({ ...options, portable: true }), sizes, batch, steps, threads)).toEqual(
        want,
      );
  }
});

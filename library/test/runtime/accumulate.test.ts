import { describe, expect, test } from "vitest";
import { relu } from "../../src/nn/activations/relu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { clipByNorm } from "../../src/nn/clipping.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import type { Loss } from "../../src/nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { crossEntropy } from "../../src/nn/losses/cross-entropy.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sumSquaredError } from "../../src/nn/losses/sum-squared-error.ts";
import { rowAbsoluteError } from "../../src/nn/metrics/row-absolute-error.ts";
import { sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { l2 } from "../../src/nn/regularizers/l2.ts";
import { maxNorm } from "../../src/nn/regularizers/max-norm.ts";
import { defineSchedule } from "../../src/nn/schedules/_schedule.ts";
import { lbfgs } from "../../src/nn/solvers/lbfgs.ts";
import { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "../../src/runtime/checkpoint.ts";
import { type Examples, type TrainOptions, train } from "../../src/runtime/train.ts";
import { randomStream } from "../../src/util/random.ts";

const random = randomStream(11, 0);
const rowCount = 37;
const inputs = Float32Array.from({ length: rowCount * 4 }, () => random.normal());
const numbers = Float32Array.from({ length: rowCount }, (_, i) => inputs[i * 4]! - 0.5 * inputs[i * 4 + 1]!);
const signs = Float32Array.from(numbers, (value) => (value > 0 ? 1 : 0));
const weights = Float32Array.from({ length: rowCount }, (_, i) => [1, 0.25, 3, 0][i % 4]!);

describe("an update is that of one batch of all its rows", () => {
  const indices = crossEntropy({ from: "logits", targets: "indices", classWeights: [1, 3] });
  const cases: readonly (readonly [string, Loss, Float32Array, number])[] = [
    ["a mean", meanSquaredError, numbers, 1],
    ["a mean with a divisor of its own", indices, signs, 2],
    ["a sum", sumSquaredError, numbers, 1],
  ];
  // 37 rows: three batches of 5 an update, at the end 5 + 2; or two of 9, at the end 1.
  const sizes = [
    { batch: 5, accumulate: 3 },
    { batch: 9, accumulate: 2 },
    { batch: 37, accumulate: 4 },
  ];
  for (const [name, loss, targets, outputs] of cases)
    for (const weighted of [false, true])
      for (const { batch, accumulate } of sizes)
        for (const backend of ["reference", "wasm"] as const)
          test(`${name}${weighted ? " of weighted rows" : ""}, ${accumulate} × ${batch} rows on ${backend}`, async () => {
            const network = sequential(
              dense(5, tanh, { regularizer: l2(0.01), constraint: maxNorm(1.2) }),
              dense(outputs, undefined, { regularizer: l2(0.02) }),
            );
            const examples: Examples = { inputs, targets, rowCount, ...(weighted ? { weights } : {}) };
            const clip = clipByNorm(0.7);
            for (const optimizer of [sgd({ learningRate: 0.02, momentum: 0.9 }), adam({ learningRate: 0.01 })]) {
              const options = { loss, optimizer, clip, backend, epochs: 4, seed: 2 };
              const parts = await train(network, examples, { ...options, batch, accumulate });
              const once = await train(network, examples, {
                ...options,
                batch: Math.min(rowCount, batch * accumulate),
              });
              // Adam divides by the root of a square: where a gradient is near 0, its rounding is magnified.
              const most = backend === "reference" ? 1e-12 : optimizer.name === "sgd" ? 1e-5 : 1e-3;
              parts.weights.forEach((value, i) => {
                expect(Math.abs(value - once.weights[i]!), `weight ${i}`).toBeLessThan(most);
              });
            }
          });
  test("and it is not that of its last batch", async () => {
    const network = sequential(dense(1));
    const options = { loss: meanSquaredError, optimizer: sgd({ learningRate: 0.1 }), epochs: 1, batch: 5 };
    const examples = { inputs, targets: numbers, rowCount };
    const apart = await train(network, examples, options);
    const together = await train(network, examples, { ...options, accumulate: 3 });
    expect(Math.abs(apart.weights[0]! - together.weights[0]!)).toBeGreaterThan(1e-3);
  });
});

describe("with dropout, batch norm and metrics", () => {
  const network = sequential(dense(6, relu), batchNorm(), dropout(0.3), dense(1, sigmoid));
  const examples = { inputs, targets: signs, rowCount, weights };
  const options: TrainOptions = {
    loss: binaryCrossEntropy,
    optimizer: adam({ learningRate: 0.02 }),
    epochs: 8,
    batch: 3,
    accumulate: 4,
    seed: 4,
    metrics: { error: rowAbsoluteError },
  };
  for (const backend of ["wasm", "reference"] as const)
    test(`training goes on bit for bit from every checkpoint, on ${backend}`, async () => {
      const all: Checkpoint[] = [];
      const save = (checkpoint: Checkpoint): void => {
        all.push(parseCheckpoint(encodeCheckpoint(checkpoint)));
      };
      const model = await train(network, examples, { ...options, backend, checkpoint: { save, seconds: 0 } });
      const resumed = async (resume: Checkpoint) => train(network, examples, { ...options, backend, resume });
      for (const checkpoint of all) {
        const again = await resumed(checkpoint);
        expect(again.weights).toEqual(model.weights);
        expect(again.layerState).toEqual(model.layerState);
      }
      // 13 steps are 4 updates; a call takes at most the 12 whole batches, so the tail begins from a checkpoint.
      expect(all.some(({ position }) => position > 0)).toBe(true);
    });
  for (const backend of ["wasm", "reference"] as const)
    test(`a checkpoint in the middle of an update holds what was added up, on ${backend}`, async () => {
      // 37 steps of one row: the first call takes 16 of them, which is 1 beyond an update of 5.
      const small = { ...options, batch: 1, accumulate: 5, backend };
      const straight = await train(network, examples, small);
      const controller = new AbortController();
      let held: Checkpoint | undefined;
      const save = (checkpoint: Checkpoint): void => {
        held ??= parseCheckpoint(encodeCheckpoint(checkpoint));
        controller.abort();
      };
      await train(network, examples, { ...small, checkpoint: { save, seconds: 0 }, signal: controller.signal });
      expect(held!.position).toBe(16);
      expect(held!.arenas["accumulated gradient"]!.some((value) => value !== 0)).toBe(true);
      expect(held!.arenas["accumulated count"]!.length).toBe(1);
      const resumed = await train(network, examples, { ...small, resume: held! });
      expect(resumed.weights).toEqual(straight.weights);
      expect(resumed.layerState).toEqual(straight.layerState);
    });
  test("each batch has a loss and draws of its own, and a checkpoint notices another number", async () => {
    let held: Checkpoint | undefined;
    const save = (checkpoint: Checkpoint): void => {
      held = checkpoint;
    };
    const run = train(network, examples, { ...options, checkpoint: { save } });
    for await (const { losses, metrics } of run) {
      expect(losses.length).toBe(13);
      expect(new Set(losses).size).toBe(13);
      expect(metrics["error"]).toBeGreaterThan(0);
    }
    await expect(train(network, examples, { ...options, accumulate: 2, resume: held! })).rejects.toThrow(
      /another training; at accumulate; expected 2; found 4/,
    );
  });
});

test("schedules count updates", async () => {
  const asked = new Set<number>();
  const counting = defineSchedule({
    name: "counting",
    unit: "step",
    rate: (base, time) => {
      asked.add(time);
      return base / (1 + time);
    },
  });
  const examples = { inputs, targets: numbers, rowCount };
  const optimizer = sgd({ learningRate: 0.1 });
  const options = { loss: meanSquaredError, optimizer, schedule: counting, epochs: 2, batch: 5, accumulate: 3 };
  const rates: (number | undefined)[] = [];
  for await (const { rate } of train(sequential(dense(1)), examples, options)) rates.push(rate);
  // 8 batches are 3 updates an epoch.
  expect([...asked].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(rates).toEqual([0.1 / 3, 0.1 / 6]);
});

test("a solver, and numbers that are no counts, are refused", async () => {
  const examples = { inputs, targets: numbers, rowCount };
  const options = { loss: meanSquaredError, epochs: 1 };
  await expect(
    train(sequential(dense(1)), examples, { ...options, optimizer: lbfgs(), accumulate: 2 }),
  ).rejects.toThrow(/lbfgs sees all rows at once; expected accumulate 1; found 2/);
  for (const accumulate of [0, 1.5, Number.NaN])
    await expect(train(sequential(dense(1)), examples, { ...options, optimizer: sgd(), accumulate })).rejects.toThrow(
      /number of batches of an update is wrong; expected a whole number ≥ 1/,
    );
});

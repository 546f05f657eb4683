import { describe, expect, test } from "vitest";
import { mul } from "../../src/expr/operations/mul.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import { evaluate } from "../../src/graph/evaluate.ts";
import { input, sum, tensor } from "../../src/graph/functions.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { softmax } from "../../src/nn/activations/softmax.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { defineLoss, type Loss, lossOf } from "../../src/nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { categoricalCrossEntropy } from "../../src/nn/losses/categorical-cross-entropy.ts";
import { crossEntropy } from "../../src/nn/losses/cross-entropy.ts";
import { dice } from "../../src/nn/losses/dice.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sumSquaredError } from "../../src/nn/losses/sum-squared-error.ts";
import { triplet } from "../../src/nn/losses/triplet.ts";
import { sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { lbfgs } from "../../src/nn/solvers/lbfgs.ts";
import type { Checkpoint } from "../../src/runtime/checkpoint.ts";
import { type Examples, type Progress, type TrainOptions, train } from "../../src/runtime/train.ts";
import { randomStream } from "../../src/util/random.ts";

const backends = ["reference", "wasm"] as const;
const random = randomStream(5, 5);
const rowCount = 23;
const inputs = Float32Array.from({ length: rowCount * 3 }, () => random.normal());
const classes = Array.from({ length: rowCount }, (_, i) => i % 3);
const oneHot = classes.flatMap((k) => [0, 1, 2].map((j) => (j === k ? 1 : 0)));
const numbers = Array.from({ length: rowCount * 2 }, () => random.normal());
const byIndices = crossEntropy({ from: "logits", targets: "indices", classWeights: [1, 2, 0.5], ignored: 2 });
const cases: readonly (readonly [string, Loss, ArrayLike<number>, ReturnType<typeof dense>])[] = [
  ["a mean over rows × outputs", meanSquaredError, numbers, dense(2)],
  ["a sum", sumSquaredError, numbers, dense(2)],
  ["a mean over rows", categoricalCrossEntropy, oneHot, dense(3, softmax)],
  ["a mean with a divisor of its own", byIndices, classes, dense(3)],
  ["one value for all outputs of a row", dice(), oneHot, dense(3, sigmoid)],
];

async function trained(examples: Examples, head: ReturnType<typeof dense>, options: Omit<TrainOptions, "epochs">) {
  const losses: number[] = [];
  const run = train(sequential(dense(4, tanh), head), examples, { epochs: 5, ...options });
  for await (const progress of run) losses.push(...progress.losses);
  return { losses, weights: [...(await run).weights] };
}

// Compiled sums go along rows where rows are weighed, so that they add up in another order.
describe("weights of 1 change nothing: no bit in the reference, 10⁻⁵ of a number compiled to float32", () => {
  for (const [name, loss, targets, head] of cases)
    for (const backend of backends)
      test(`${name}, on ${backend}`, async () => {
        const options = { loss, backend, optimizer: adam({ learningRate: 0.05 }), batch: 5, seed: 3 };
        const plain = await trained({ inputs, targets, rowCount }, head, options);
        const weights = new Float64Array(rowCount).fill(1);
        const weighted = await trained({ inputs, targets, rowCount, weights }, head, options);
        if (backend === "reference") return expect(weighted).toEqual(plain);
        const close = (given: readonly number[], wanted: readonly number[]): void =>
          given.forEach((value, i) => {
            expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(wanted[i]!)));
          });
        close(weighted.losses, plain.losses);
        close(weighted.weights, plain.weights);
      });
});

describe("a weight counts its row so many times", () => {
  const counts = Array.from({ length: rowCount }, (_, i) => [1, 0, 3, 2, 1][i % 5]!);
  const repeated = (values: ArrayLike<number>): number[] => {
    const width = values.length / rowCount;
    return counts.flatMap((count, row) =>
      Array.from({ length: count }, () => Array.prototype.slice.call(values, row * width, (row + 1) * width)).flat(),
    );
  };
  const total = counts.reduce((a, b) => a + b);
  for (const [name, loss, targets, head] of cases)
    for (const backend of backends)
      for (const optimizer of [sgd({ learningRate: 0.02 }), lbfgs()])
        test(`${name}, with ${optimizer.name} on ${backend}`, async () => {
          const options = { loss, backend, optimizer, seed: 3, shuffle: false, epochs: 5 };
          const weighted = await trained({ inputs, targets, rowCount, weights: counts }, head, options);
          const copied = { inputs: repeated(inputs), targets: repeated(targets), rowCount: total };
          const plain = await trained(copied, head, options);
          const digits = backend === "reference" ? 11 : optimizer.name === "sgd" ? 5 : 3;
          weighted.losses.forEach((value, i) => {
            expect(value).toBeCloseTo(plain.losses[i]!, digits);
          });
          weighted.weights.forEach((value, i) => {
            expect(value).toBeCloseTo(plain.weights[i]!, digits);
          });
        });
});

test("Σ wᵢ vᵢ / Σ wᵢ, in the middle of batches and for validation rows", async () => {
  const zero = sequential(dense(1, undefined, { bias: false }));
  const options = { loss: meanSquaredError, optimizer: sgd({ learningRate: 1e-30 }), epochs: 1, shuffle: false };
  // With weight 0 every prediction is 0, so that the values are y².
  const examples = { inputs: [1, 1, 1, 1], targets: [1, 2, 3, 4], rowCount: 4, weights: [1, 3, 0, 2] };
  const seen: Progress[] = [];
  for await (const progress of train(zero, examples, { ...options, batch: 2, weights: [0], validation: examples }))
    seen.push(progress);
  expect([...seen[0]!.losses]).toEqual([(1 + 3 * 4) / 4, 16]);
  expect(seen[0]!.validation!.loss).toBeCloseTo((1 + 3 * 4 + 2 * 16) / 6, 6);
});

test("a batch in which nothing counts has loss 0 and moves nothing", async () => {
  const examples = { inputs: [1, 1], targets: [5, 5], rowCount: 2, weights: [0, 1] };
  const options = { loss: meanSquaredError, optimizer: sgd({ learningRate: 0.1 }), epochs: 1, shuffle: false };
  const run = train(sequential(dense(1, undefined, { bias: false })), examples, { ...options, batch: 1, weights: [0] });
  for await (const progress of run) expect([...progress.losses]).toEqual([0, 25]);
  expect((await run).weights[0]).toBeCloseTo(1, 6);
});

describe("an output far in the tail stays finite with weights", () => {
  for (const [name, head, loss, outputs] of [
    ["sigmoid and binary cross-entropy", sigmoid, binaryCrossEntropy, 1],
    ["softmax and categorical cross-entropy", softmax, categoricalCrossEntropy, 2],
  ] as const)
    for (const backend of backends)
      test(`${name} on ${backend}`, async () => {
        for (const z of [1e4, -1e4]) {
          const targets = outputs === 1 ? [z > 0 ? 0 : 1] : z > 0 ? [0, 1] : [1, 0];
          const examples = { inputs: [1, 1], targets: [...targets, ...targets], rowCount: 2, weights: [3, 0.5] };
          const run = train(sequential(dense(outputs, head, { bias: false })), examples, {
            loss,
            backend,
            optimizer: sgd({ learningRate: 16 }),
            epochs: 1,
            weights: outputs === 1 ? [z] : [z, 0],
          });
          for await (const progress of run) expect(progress.loss).toBe(1e4);
          // ∂L/∂z = ŷ − y = ±1 in every row, and so is their weighted mean.
          expect((await run).weights[0]).toBe(z - 16 * Math.sign(z));
        }
      });
});

test("the gradient of the weighted mean is what central differences give", () => {
  const prediction = input("p", [3, 2]);
  const target = tensor([
    [1, 2],
    [0, 1],
    [4, 4],
  ]);
  const loss = lossOf(meanSquaredError, prediction, target, tensor([0.5, 0, 2]));
  const at = Float64Array.of(0.3, -1, 2, 0.1, 0, 3);
  const exact = evaluate(differentiate(loss, [prediction])[0]!, new Map([[prediction, at]]));
  at.forEach((_, i) => {
    const moved = (by: number): number =>
      evaluate(loss, new Map([[prediction, at.map((v, k) => (k === i ? v + by : v))]]))[0]!;
    expect(exact[i]).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 7);
  });
});

test("a loss that does not look at its targets can be learned, with weights and without", async () => {
  const options = { loss: triplet(), optimizer: sgd({ learningRate: 0.05 }), epochs: 30, batch: 8, seed: 1 };
  const given = { inputs, targets: new Float64Array(rowCount), rowCount };
  for (const examples of [given, { ...given, weights: classes.map((k) => k + 1) }]) {
    const losses: number[] = [];
    for await (const { loss } of train(sequential(dense(6)), examples, options)) losses.push(loss);
    expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
  }
});

describe("weights that cannot be", () => {
  const examples = { inputs: [1, 2, 3], targets: [1, 2, 3], rowCount: 3 };
  const options = { loss: meanSquaredError, optimizer: sgd(), epochs: 1 };
  const refused = (weights: number[], pattern: RegExp) =>
    expect(train(sequential(dense(1)), { ...examples, weights }, options)).rejects.toThrow(pattern);
  test("are refused with what is wrong", async () => {
    await refused([1, 2], /weights of the training rows are wrong; expected one for each of 3 rows; found 2/);
    await refused([1, -1, 1], /expected finite numbers ≥ 0; found -1 in row 1/);
    await refused([1, 1, Number.NaN], /found NaN in row 2/);
    await refused([0, 0, 0], /expected some weight above 0; found 0 in every row/);
    const validation = { ...examples, weights: [1, 1, Infinity] };
    await expect(train(sequential(dense(1)), examples, { ...options, validation })).rejects.toThrow(
      /weights of the validation rows are wrong; .* found Infinity in row 2/,
    );
  });
  test("a loss without values for each row says so", async () => {
    const whole = defineLoss({ ...meanSquaredError, name: "whole", values: (p, y) => sum(mul(p, y)) });
    const run = train(sequential(dense(1)), { ...examples, weights: [1, 2, 3] }, { ...options, loss: whole });
    await expect(run).rejects.toThrow(
      /the loss whole cannot weigh rows; expected values for each of 3 rows; found .*\(\)/,
    );
    await train(sequential(dense(1)), examples, { ...options, loss: whole });
  });
  test("a checkpoint notices that weights have come or gone", async () => {
    let held: Checkpoint | undefined;
    const weights = [1, 2, 3];
    const save = (checkpoint: Checkpoint): void => {
      held = checkpoint;
    };
    await train(sequential(dense(1)), { ...examples, weights }, { ...options, checkpoint: { save } });
    await expect(train(sequential(dense(1)), examples, { ...options, resume: held! })).rejects.toThrow(
      /another training; at weighted; expected false; found true/,
    );
  });
});

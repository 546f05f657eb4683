import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elu } from "../../src/nn/activations/elu.ts";
import { leakyRelu } from "../../src/nn/activations/leaky-relu.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { selu } from "../../src/nn/activations/selu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { softmax } from "../../src/nn/activations/softmax.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { clipByNorm } from "../../src/nn/clipping.ts";
import { uniform } from "../../src/nn/initializers/uniform.ts";
import { activation } from "../../src/nn/layers/activation.ts";
import { averagePool } from "../../src/nn/layers/average-pool.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { conv } from "../../src/nn/layers/conv.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { flatten } from "../../src/nn/layers/flatten.ts";
import { gru } from "../../src/nn/layers/gru.ts";
import { lstm } from "../../src/nn/layers/lstm.ts";
import { maxPool } from "../../src/nn/layers/max-pool.ts";
import { reshape } from "../../src/nn/layers/reshape.ts";
import { simpleRnn } from "../../src/nn/layers/simple-rnn.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { categoricalCrossEntropy } from "../../src/nn/losses/categorical-cross-entropy.ts";
import { crossEntropy } from "../../src/nn/losses/cross-entropy.ts";
import { huber } from "../../src/nn/losses/huber.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sumSquaredError } from "../../src/nn/losses/sum-squared-error.ts";
import { rowAbsoluteError } from "../../src/nn/metrics/row-absolute-error.ts";
import { rowAccuracy } from "../../src/nn/metrics/row-accuracy.ts";
import { sequential } from "../../src/nn/network.ts";
import { adadelta } from "../../src/nn/optimizers/adadelta.ts";
import { adagrad } from "../../src/nn/optimizers/adagrad.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { nesterov } from "../../src/nn/optimizers/nesterov.ts";
import { rmsprop } from "../../src/nn/optimizers/rmsprop.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { lbfgs } from "../../src/nn/solvers/lbfgs.ts";
import { type Progress, train } from "../../src/runtime/train.ts";
import { permutation, randomStream } from "../../src/util/random.ts";
import { hasCompiler } from "../backends/_native.ts";

const backends = ["reference", "wasm", ...(hasCompiler ? (["native"] as const) : [])] as const;
const table = { inputs: [0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1], targets: [0, 1, 1, 0], rowCount: 4 };

describe("tutorial 004: four rows, two layers of sigmoids, sum of squares without ½", () => {
  const options = { bias: false, initializer: uniform(0, 1) };
  const network = sequential(dense(4, sigmoid, options), dense(1, sigmoid, options));
  const settings = { loss: sumSquaredError, optimizer: sgd({ learningRate: 1 }), epochs: 2500, shuffle: false };
  test("ten seeds learn it, and the error never rises", async () => {
    for (let seed = 0; seed < 10; seed++) {
      const run = train(network, table, { ...settings, seed });
      let last = Infinity;
      for await (const { loss } of run) {
        expect(loss).toBeLessThanOrEqual(last + 1e-6);
        last = loss;
      }
      const output = await (await run).predict(table.inputs);
      table.targets.forEach((y, i) => {
        expect(Math.abs(output[i]! - y), `seed ${seed} row ${i}`).toBeLessThan(0.1);
      });
    }
  });
  test("compiled programs give the numbers of the float64 reference", async () => {
    const losses = await Promise.all(
      backends.map(async (backend) => {
        const seen: number[] = [];
        for await (const { loss } of train(network, table, { ...settings, epochs: 50, backend, seed: 1 }))
          seen.push(loss);
        return seen;
      }),
    );
    for (const compiled of losses.slice(1))
      losses[0]!.forEach((loss, i) => {
        expect(compiled[i]).toBeCloseTo(loss, 5);
      });
  });
});

test("the golden step: forward, loss and update to 1e-8 in the reference", async () => {
  const options = { bias: false };
  const network = sequential(dense(3, sigmoid, options), dense(1, sigmoid, options));
  const examples = { inputs: [0.2, 0.5, 0.6, 0.3, 0.4, 0.9, 0.8, 0.7], targets: [0, 0, 1, 1], rowCount: 4 };
  const losses: number[] = [];
  const run = train(network, examples, {
    loss: binaryCrossEntropy,
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 2,
    backend: "reference",
    shuffle: false,
    weights: [0.1, 0.4, 0.7, 0.3, 0.2, 0.6, 0.5, 0.3, 0.8],
  });
  for await (const progress of run) losses.push(progress.loss);
  expect(losses[0]).toBeCloseTo(0.78663886, 8);
  expect(losses[1]).toBeCloseTo(0.76441621, 8);
});

describe("an output far in the tail stays finite", () => {
  for (const [name, head, loss, outputs] of [
    ["sigmoid and binary cross-entropy", sigmoid, binaryCrossEntropy, 1],
    ["softmax and categorical cross-entropy", softmax, categoricalCrossEntropy, 2],
  ] as const)
    test(name, async () => {
      for (const z of [1e4, -1e4]) {
        const network = sequential(dense(outputs, head, { bias: false }));
        const targets = outputs === 1 ? [z > 0 ? 0 : 1] : z > 0 ? [0, 1] : [1, 0];
        const weights = outputs === 1 ? [z] : [z, 0];
        const seen: number[] = [];
        const run = train(
          network,
          { inputs: [1], targets, rowCount: 1 },
          {
            loss,
            optimizer: sgd({ learningRate: 16 }),
            epochs: 1,
            weights,
          },
        );
        for await (const progress of run) seen.push(progress.loss);
        expect(seen[0]).toBe(1e4);
        // ∂L/∂z = ŷ − y = ±1, so the weight moves by the learning rate exactly.
        expect((await run).weights[0]).toBe(z - 16 * Math.sign(z));
      }
    });
});

interface Flat {
  readonly s: number[];
  readonly d: number[];
}
interface Case {
  readonly name: string;
  readonly x: Flat;
  readonly y: Flat;
  readonly init: Record<string, Flat>;
  readonly final: Record<string, Flat>;
  readonly losses: number[];
  readonly epochs: number;
  readonly batch: number;
  readonly clip_norm: number | null;
}

/** PyTorch keeps a weight as outputs × inputs × places; here it is places × inputs × outputs. */
function arenaOf(parameters: Record<string, Flat>): number[] {
  return Object.entries(parameters).flatMap(([name, { s, d }]) => {
    if (/running|num_batches/.test(name)) return [];
    if (s.length === 1) return d;
    const [outputs, inputs] = s as [number, number];
    const places = d.length / (outputs * inputs);
    return Array.from({ length: d.length }, (_, i) => {
      const [output, input, place] = [
        i % outputs,
        Math.floor(i / outputs) % inputs,
        Math.floor(i / (outputs * inputs)),
      ];
      return d[(output * inputs + input) * places + place]!;
    });
  });
}

describe("whole trainings give PyTorch's numbers", () => {
  const path = new URL("../fixtures/torch_ship_train.json.gz", import.meta.url);
  const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Case[] };
  const settings = {
    mlp_regression_sgd: [sequential(dense(5, tanh), dense(1)), meanSquaredError, sgd({ learningRate: 0.1 })],
    xor_bce_momentum: [
      sequential(dense(4, sigmoid), dense(1, sigmoid)),
      binaryCrossEntropy,
      sgd({ learningRate: 0.5, momentum: 0.9 }),
    ],
    mlp_class_adam_minibatch: [
      sequential(dense(6, relu), dense(3, softmax)),
      categoricalCrossEntropy,
      adam({ learningRate: 0.02 }),
    ],
  } as const;
  const more = {
    mlp_bn_adamw: [
      sequential(dense(4), batchNorm(), activation(leakyRelu({ slope: 0.1 })), dense(3)),
      crossEntropy({ from: "logits", targets: "indices" }),
      adam({ learningRate: 0.02, decoupledWeightDecay: 0.05 }),
    ],
    autoencoder_adadelta: [sequential(dense(2, selu), dense(5)), meanSquaredError, adadelta({ learningRate: 1 })],
    cnn_rmsprop: [
      sequential(
        reshape([6, 6, 1]),
        ...[conv(2, 3, relu, { padding: 1 }), maxPool(2)],
        ...[conv(3, 2, elu()), averagePool(2), flatten()],
        dense(3),
      ),
      crossEntropy({ from: "logits", targets: "indices" }),
      rmsprop({ learningRate: 0.01, decay: 0.9 }),
    ],
    lstm_adam_clip: [
      sequential(reshape([5, 2]), lstm(3, { recurrentBias: true }), dense(1)),
      meanSquaredError,
      adam({ learningRate: 0.05 }),
    ],
    gru_adagrad: [sequential(reshape([5, 2]), gru(3), dense(1)), meanSquaredError, adagrad({ learningRate: 0.1 })],
    rnn_nesterov: [
      sequential(reshape([5, 2]), simpleRnn(3, { recurrentBias: true }), dense(1)),
      huber(),
      nesterov({ learningRate: 0.03, momentum: 0.9 }),
    ],
  } as const;
  for (const [name, [network, loss, optimizer]] of Object.entries({ ...settings, ...more }))
    for (const backend of backends)
      test(`${name} on ${backend}`, async () => {
        const one = cases.find((c) => c.name === name)!;
        const rowCount = one.x.s[0]!;
        const classes = loss === categoricalCrossEntropy ? 3 : 0;
        const targets = classes === 0 ? one.y.d : one.y.d.flatMap((y) => [0, 1, 2].map((k) => (k === y ? 1 : 0)));
        const losses: number[] = [];
        const run = train(
          network,
          { inputs: one.x.d, targets, rowCount },
          {
            loss,
            optimizer,
            epochs: one.epochs,
            batch: one.batch,
            shuffle: false,
            backend,
            weights: arenaOf(one.init),
            ...(one.clip_norm === null ? {} : { clip: clipByNorm(one.clip_norm) }),
          },
        );
        for await (const progress of run) losses.push(...progress.losses);
        const digits = backend === "reference" ? 9 : 4;
        one.losses.forEach((value, i) => {
          expect(losses[i], `loss ${i}`).toBeCloseTo(value, digits);
        });
        const { weights, layerState } = await run;
        const running = Object.entries(one.final).filter(([key]) => /running/.test(key));
        expect([...layerState].length).toBe(running.reduce((sum, [, { d }]) => sum + d.length, 0));
        // The bias before batch norm has gradient 0, and Adam makes steps of rounding errors: it may wander, and the
        // running mean with it; no output depends on it.
        const idle =
          name === "mlp_bn_adamw" ? { weights: [12, 13, 14, 15], states: [0, 1, 2, 3] } : { weights: [], states: [] };
        const free = (which: readonly number[], i: number): number =>
          which.includes(i) ? (backend === "reference" ? 8 : -1) : digits;
        running
          .flatMap(([, { d }]) => d)
          .forEach((value, i) => expect(layerState[i]).toBeCloseTo(value, free(idle.states, i)));
        arenaOf(one.final).forEach((value, i) => {
          expect(weights[i], `weight ${i}`).toBeCloseTo(value, free(idle.weights, i));
        });
      });
  test("the leaky rectifier takes its slope", () => {
    expect(leakyRelu({ slope: 0.2 })(-2)).toBeCloseTo(-0.4, 15);
  });
});

describe("metrics of a step", () => {
  const random = randomStream(2, 2);
  const rowsOf = (rowCount: number) => {
    const inputs = Float32Array.from({ length: rowCount * 2 }, () => random.normal());
    const classes = Array.from({ length: rowCount }, (_, i) =>
      inputs[2 * i]! > 0 ? (inputs[2 * i + 1]! > 0 ? 2 : 1) : 0,
    );
    return { inputs, targets: classes.flatMap((k) => [0, 1, 2].map((j) => (j === k ? 1 : 0))), rowCount, classes };
  };
  const [training, validation] = [rowsOf(50), rowsOf(21)];
  for (const optimizer of [adam({ learningRate: 0.05 }), lbfgs()])
    test(`come out of the compiled program, over all rows and tails, with ${optimizer.name}`, async () => {
      const options = { loss: categoricalCrossEntropy, optimizer, epochs: 30, batch: 7, seed: 1, validation };
      const metrics = { accuracy: rowAccuracy, error: rowAbsoluteError };
      const seen: Progress[][] = [];
      for (const backend of backends) {
        const list: Progress[] = [];
        const run = train(sequential(dense(6, tanh), dense(3, softmax)), training, { ...options, metrics, backend });
        for await (const progress of run) list.push(progress);
        seen.push(list);
        const output = await (await run).predict(validation.inputs, { backend });
        const answers = validation.classes.map((_, i) => {
          const row = [...output.subarray(3 * i, 3 * i + 3)];
          return row.indexOf(Math.max(...row));
        });
        const right = answers.filter((k, i) => k === validation.classes[i]).length / 21;
        expect(list.at(-1)!.validation!.metrics["accuracy"]).toBeCloseTo(right, 6);
        const error = output.reduce((sum, p, i) => sum + Math.abs(p - validation.targets[i]!), 0) / 63;
        expect(list.at(-1)!.validation!.metrics["error"]).toBeCloseTo(error, 5);
      }
      for (const compiled of seen.slice(1)) {
        expect(compiled[0]!.metrics["accuracy"]).toBeCloseTo(seen[0]![0]!.metrics["accuracy"]!, 6);
        expect(compiled.at(-1)!.metrics["accuracy"]).toBeGreaterThan(0.9);
      }
    });
});

describe("for any order of rows, batch size and network", () => {
  test.each([["wasm", 40], ...(hasCompiler ? ([["native", 8]] as const) : [])] as const)(
    "%s follows the reference, tails included, and the seed decides everything",
    async (compiled, numRuns) => {
      const sizes = fc.record({
        rowCount: fc.integer({ min: 1, max: 23 }),
        inputs: fc.integer({ min: 1, max: 5 }),
        units: fc.integer({ min: 1, max: 9 }),
        batch: fc.integer({ min: 1, max: 30 }),
        seed: fc.integer({ min: 0, max: 1e6 }),
      });
      await fc.assert(
        fc.asyncProperty(sizes, async ({ rowCount, inputs, units, batch, seed }) => {
          const random = randomStream(seed, 77);
          const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());
          const examples = { inputs: numbers(rowCount * inputs), targets: numbers(rowCount * 2), rowCount };
          const network = sequential(dense(units, tanh), dense(2));
          const weights = Float32Array.from(network.initialize([inputs], seed));
          const settings = {
            loss: meanSquaredError,
            optimizer: adam({ learningRate: 0.01 }),
            epochs: 4,
            batch,
            seed,
            weights,
          };
          const curves: number[][] = [];
          for (const backend of ["reference", compiled, compiled] as const) {
            const losses: number[] = [];
            for await (const progress of train(network, examples, { ...settings, backend }))
              losses.push(...progress.losses);
            curves.push(losses);
          }
          const steps = Math.ceil(rowCount / Math.min(batch, rowCount)) * 4;
          expect(curves.map((curve) => curve.length)).toEqual([steps, steps, steps]);
          expect(curves[2]).toEqual(curves[1]);
          curves[0]!.forEach((loss, i) => {
            expect(Math.abs(curves[1]![i]! - loss)).toBeLessThan(2e-4 * Math.max(1, loss));
          });
        }),
        { numRuns },
      );
    },
  );
  test("every row is seen once an epoch, in an order of its own", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 200 }),
        (seed, epoch, n) => {
          const order = permutation(seed, epoch, n);
          expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
          expect(permutation(seed, epoch, n)).toEqual(order);
        },
      ),
    );
  });
});

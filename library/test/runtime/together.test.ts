import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { add } from "../../src/expr/operations/add.ts";
import { exp } from "../../src/expr/operations/exp.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { sub } from "../../src/expr/operations/sub.ts";
import { concat, full, mean, slice, stopGradient } from "../../src/graph/functions.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { leakyRelu } from "../../src/nn/activations/leaky-relu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { activation } from "../../src/nn/layers/activation.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import { lossOf } from "../../src/nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { binaryCrossEntropyLogits } from "../../src/nn/losses/binary-cross-entropy-logits.ts";
import { contrastive } from "../../src/nn/losses/contrastive.ts";
import { gaussianKullbackLeibler } from "../../src/nn/losses/gaussian-kullback-leibler.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sumSquaredError } from "../../src/nn/losses/sum-squared-error.ts";
import { functional, sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import type { MinimizeOptions } from "../../src/runtime/own-step.ts";
import { train } from "../../src/runtime/train.ts";
import { trainTogether } from "../../src/runtime/train-together.ts";
import { randomStream } from "../../src/util/random.ts";
import { hasCompiler } from "../backends/_native.ts";

const backends = ["reference", "wasm", ...(hasCompiler ? (["native"] as const) : [])] as const;

interface Flat {
  readonly s: number[];
  readonly d: number[];
}
interface Gan {
  readonly name: string;
  readonly real: Flat[];
  readonly z1: Flat[];
  readonly z2: Flat[];
  readonly init_G: Record<string, Flat>;
  readonly init_D: Record<string, Flat>;
  readonly final_G: Record<string, Flat>;
  readonly final_D: Record<string, Flat>;
  readonly losses_D_G: [number, number][];
}
/** PyTorch keeps a weight as outputs × inputs; here it is inputs × outputs. */
const arenaOf = (parameters: Record<string, Flat>): number[] =>
  Object.values(parameters).flatMap(({ s, d }) => {
    if (s.length === 1) return d;
    const [outputs, inputs] = s as [number, number];
    return Array.from({ length: d.length }, (_, i) => d[(i % outputs) * inputs + Math.floor(i / outputs)]!);
  });

describe("several networks, several losses, one program", () => {
  const path = new URL("../fixtures/torch_ship_train.json.gz", import.meta.url);
  const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Gan[] };
  for (const backend of backends)
    test(`a generator and a discriminator follow PyTorch's, on ${backend}`, async () => {
      const one = cases.find(({ name }) => name === "gan_adam")!;
      const between = activation(leakyRelu({ slope: 0.2 }));
      const optimizer = adam({ learningRate: 0.01, beta1: 0.5, beta2: 0.999 });
      const flat = (batches: readonly Flat[]): number[] => batches.flatMap(({ d }) => d);
      const networks = {
        generator: {
          ...{ network: sequential(dense(4), between, dense(2, tanh)), inputs: 2, optimizer },
          weights: arenaOf(one.init_G),
        },
        discriminator: {
          ...{ network: sequential(dense(4), between, dense(1)), inputs: 2, optimizer },
          weights: arenaOf(one.init_D),
        },
      };
      const data = {
        real: { values: flat(one.real), width: 2 },
        first: { values: flat(one.z1), width: 2 },
        second: { values: flat(one.z2), width: 2 },
      };
      const judged = (logits: Tensor, truth: number): Tensor =>
        lossOf(binaryCrossEntropyLogits(), logits, full(logits.shape, truth));
      const run = trainTogether(networks, data, { batch: 4, epochs: 1, shuffle: false, backend }, (step) => {
        const { real, first, second } = step.rows as { real: Tensor; first: Tensor; second: Tensor };
        const fake = stopGradient(step.apply("generator", first));
        const lossD = add(judged(step.apply("discriminator", real), 1), judged(step.apply("discriminator", fake), 0));
        step.minimize("discriminator", lossD);
        const lossG = judged(step.apply("discriminator", step.apply("generator", second)), 1);
        step.minimize("generator", lossG);
        step.report("D", lossD);
        step.report("G", lossG);
      });
      const digits = backend === "reference" ? 9 : 5;
      for await (const { steps } of run)
        one.losses_D_G.forEach(([d, g], i) => {
          expect(steps["D"]![i]).toBeCloseTo(d, digits);
          expect(steps["G"]![i]).toBeCloseTo(g, digits);
        });
      const { generator, discriminator } = await run;
      arenaOf(one.final_G).forEach((value, i) => expect(generator.weights[i]).toBeCloseTo(value, digits));
      arenaOf(one.final_D).forEach((value, i) => expect(discriminator.weights[i]).toBeCloseTo(value, digits));
    });
});

describe("a step of one's own", () => {
  const random = randomStream(4, 4);
  const inputs = Float64Array.from({ length: 40 * 3 }, () => random.normal());
  const targets = Float64Array.from({ length: 40 }, (_, i) => inputs[3 * i]! - 0.5 * inputs[3 * i + 1]!);
  const data = { x: { values: inputs, width: 3 }, y: { values: targets, width: 1 } };
  const options = { batch: 8, epochs: 5, seed: 3 };
  const network = sequential(dense(4, tanh), dense(1));
  const weights = network.initialize([3], 1);
  const variational: Record<string, number[]> = {};
  // Rows of six numbers that one number decides.
  const values = Array.from({ length: 64 }, () => random.normal()).flatMap((u) =>
    [1, -0.5, 2, 0.3, -1, 0.7].map((slope) => slope * u + 0.05 * random.normal()),
  );
  const squared = (a: Tensor, b: Tensor): Tensor => lossOf(meanSquaredError, a, b);

  test("with one network and one loss is what train does, bit for bit", async () => {
    const optimizer = adam({ learningRate: 0.02 });
    const wanted = await train(
      network,
      { inputs, targets, rowCount: 40 },
      { ...options, loss: meanSquaredError, optimizer, weights },
    );
    const { one } = await trainTogether({ one: { network, inputs: 3, optimizer, weights } }, data, options, (step) =>
      step.minimize("one", squared(step.apply("one", step.rows["x"]!), step.rows["y"]!)),
    );
    expect([...one.weights]).toEqual([...wanted.weights]);
  });

  test("moves some parameters and leaves the others, with their slots", async () => {
    const optimizer = adam({ learningRate: 0.02, decoupledWeightDecay: 0.1 });
    const { one } = await trainTogether({ one: { network, inputs: 3, optimizer, weights } }, data, options, (step) =>
      step.minimize("one", squared(step.apply("one", step.rows["x"]!), step.rows["y"]!), {
        only: ({ name }) => name.startsWith("2."),
      }),
    );
    const before = [...Float32Array.from(weights)];
    const first = 3 * 4 + 4;
    expect([...one.weights].slice(0, first)).toEqual(before.slice(0, first));
    [...one.weights].slice(first).forEach((value, i) => expect(value).not.toBe(before[first + i]));
  });

  test("keeps a moving average of weights, and trains a student on a teacher that stays", async () => {
    const optimizer = sgd({ learningRate: 0.1 });
    const seen: number[] = [];
    const run = trainTogether(
      {
        teacher: { network, inputs: 3, weights },
        student: { network: sequential(dense(1)), inputs: 3, optimizer },
        average: { network: sequential(dense(1)), inputs: 3, weights: [0, 0, 0, 0] },
      },
      { x: data.x },
      { ...options, epochs: 30 },
      (step) => {
        const x = step.rows["x"]!;
        const loss = squared(step.apply("student", x), stopGradient(step.apply("teacher", x, "inference")));
        step.minimize("student", loss);
        step.assign("average", add(mul(0.9, step.weights("average")), mul(0.1, step.weights("student"))));
        step.report("loss", loss);
        step.report("noise", mean(step.normal([100])));
      },
    );
    for await (const { means } of run) seen.push(means["loss"]!);
    const { teacher, student, average } = await run;
    expect(seen.at(-1)!).toBeLessThan(seen[0]! / 2);
    expect([...teacher.weights]).toEqual([...Float32Array.from(weights)]);
    // It has followed, and lags behind by little at the end.
    student.weights.forEach((value, i) => expect(average.weights[i]).toBeCloseTo(value, 1));
  });

  test("draws new numbers in every step, and the seed decides them", async () => {
    const numbers = async (seed: number): Promise<number[]> => {
      const found: number[] = [];
      const layers = sequential(dropout(0.5), dense(1));
      const one = { network: layers, inputs: 3, optimizer: sgd({ learningRate: 0.01 }) };
      const run = trainTogether({ one }, data, { ...options, seed, shuffle: false }, (step) => {
        const loss = squared(step.apply("one", add(step.rows["x"]!, step.normal([8, 3]))), step.rows["y"]!);
        step.minimize("one", loss);
        step.report("u", mean(step.uniform([4])));
        step.report("loss", loss);
      });
      for await (const { steps } of run) found.push(...steps["u"]!, ...steps["loss"]!);
      return found;
    };
    const [first, again, other] = [await numbers(1), await numbers(1), await numbers(2)];
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    expect(new Set(first.slice(0, 5)).size).toBe(5);
  });

  test("reports a loss as it is lowered: finite where a probability has rounded to 1", async () => {
    const sure = sequential(dense(1, sigmoid));
    const one = { network: sure, inputs: 3, optimizer: sgd({ learningRate: 1e-3 }), weights: [0, 0, 0, 200] };
    const run = trainTogether({ one }, { x: data.x }, { batch: 8, epochs: 1 }, (step) => {
      const loss = lossOf(binaryCrossEntropy, step.apply("one", step.rows["x"]!), full([8, 1], 0));
      step.report("before", loss);
      step.minimize("one", loss);
      step.report("after", loss);
    });
    for await (const { steps } of run) {
      expect(steps["before"]![0]).toBeCloseTo(200, 3);
      expect(steps["after"]).toEqual(steps["before"]);
    }
    expect((await run).one.weights[3]).toBeLessThan(200);
  });

  test("fine-tunes a head on frozen layers, then all of them by small steps", async () => {
    const trained = await train(
      network,
      { inputs, targets, rowCount: 40 },
      { ...options, epochs: 10, loss: meanSquaredError, optimizer: adam({ learningRate: 0.05 }), weights },
    );
    // The layers of the network that was trained, under a new head for another target.
    const other = Float64Array.from(targets, (target) => 3 - 2 * target);
    const body = 3 * 4 + 4;
    const first = [...trained.weights].slice(0, body).concat(new Array<number>(4 + 1).fill(0));
    const tuned = async (from: ArrayLike<number>, learningRate: number, only?: MinimizeOptions) => {
      const losses: number[] = [];
      const one = { network, inputs: 3, optimizer: adam({ learningRate }), weights: from };
      const rows = { x: data.x, y: { values: other, width: 1 } };
      const run = trainTogether({ one }, rows, { ...options, epochs: 30 }, (step) => {
        const loss = squared(step.apply("one", step.rows["x"]!), step.rows["y"]!);
        step.minimize("one", loss, only);
        step.report("loss", loss);
      });
      for await (const { means } of run) losses.push(means["loss"]!);
      return { losses, weights: [...(await run).one.weights] };
    };
    const head = await tuned(first, 0.1, { only: ({ name }) => name.startsWith("2.") });
    expect(head.weights.slice(0, body)).toEqual([...Float32Array.from(first)].slice(0, body));
    expect(head.losses.at(-1)!).toBeLessThan(head.losses[0]! / 10);
    const all = await tuned(head.weights, 0.01);
    expect(all.losses.at(-1)!).toBeLessThan(head.losses.at(-1)! / 2);
    all.weights.forEach((weight, i) => expect(weight).not.toBe(head.weights[i]));
  });

  test("shares weights: twins see pairs, and their gradients add up", async () => {
    const twin = sequential(dense(2, tanh));
    const first = twin.initialize([3], 2);
    const pairs = {
      a: data.x,
      b: { values: [...inputs].reverse(), width: 3 },
      alike: { values: inputs.map((_, i) => i % 2).slice(0, 40), width: 1 },
    };
    const both = functional((x, use) => concat([use(twin, slice(x, 1, 0, 3)), use(twin, slice(x, 1, 3))], 1));
    const optimizer = sgd({ learningRate: 0.3 });
    const { one } = await trainTogether(
      { one: { network: twin, inputs: 3, optimizer, weights: first } },
      pairs,
      options,
      (step) => {
        const { a, b, alike } = step.rows as Record<"a" | "b" | "alike", Tensor>;
        step.minimize("one", step.loss(contrastive(), concat([step.apply("one", a), step.apply("one", b)], 1), alike));
      },
    );
    const side = Array.from({ length: 40 }, (_, i) => [
      ...inputs.slice(3 * i, 3 * i + 3),
      ...pairs.b.values.slice(3 * i, 3 * i + 3),
    ]).flat();
    const examples = { inputs: side, targets: pairs.alike.values, rowCount: 40 };
    const wanted = await train(both, examples, { ...options, loss: contrastive(), optimizer, weights: first });
    expect(one.weights.length).toBe(3 * 2 + 2);
    one.weights.forEach((weight, i) => expect(weight).toBeCloseTo(wanted.weights[i]!, 5));
    expect([...one.weights]).not.toEqual([...Float32Array.from(first)]);
  });

  test("an autoencoder of two networks is one of one", async () => {
    const [encoder, decoder] = [sequential(dense(2, tanh)), sequential(dense(3))];
    const optimizer = adam({ learningRate: 0.02 });
    const [a, b] = [encoder.initialize([3], 1), decoder.initialize([2], 2)];
    const networks = {
      encoder: { network: encoder, inputs: 3, optimizer, weights: a },
      decoder: { network: decoder, inputs: 2, optimizer, weights: b },
    };
    const parts = await trainTogether(networks, { x: data.x }, options, (step) => {
      const x = step.rows["x"]!;
      const loss = step.loss(meanSquaredError, step.apply("decoder", step.apply("encoder", x)), x);
      // Both are moved by the loss before either has moved.
      step.minimize("encoder", loss);
      step.minimize("decoder", loss);
    });
    const whole = await train(
      sequential(dense(2, tanh), dense(3)),
      { inputs, targets: inputs, rowCount: 40 },
      { ...options, loss: meanSquaredError, optimizer, weights: [...a, ...b] },
    );
    const together = [...parts.encoder.weights, ...parts.decoder.weights];
    together.forEach((weight, i) => expect(weight).toBeCloseTo(whole.weights[i]!, 5));
  });

  for (const backend of backends)
    test(`a variational autoencoder: reconstruction, divergence, and rows from noise, on ${backend}`, async () => {
      const optimizer = adam({ learningRate: 0.02 });
      const networks = {
        encoder: { network: sequential(dense(8, tanh), dense(2 * 1)), inputs: 6, optimizer },
        decoder: { network: sequential(dense(8, tanh), dense(6)), inputs: 1, optimizer },
      };
      const seen: Record<"reconstruction" | "divergence", number>[] = [];
      const epochs = backend === "wasm" ? 80 : 2;
      const run = trainTogether(
        networks,
        { x: { values, width: 6 } },
        { batch: 16, epochs, backend, seed: 5 },
        (step) => {
          const x = step.rows["x"]!;
          const latent = step.apply("encoder", x);
          const [mean, logarithm] = [slice(latent, 1, 0, 1), slice(latent, 1, 1, 2)];
          // z = μ + σ ε: the noise is drawn apart, so that μ and σ have gradients.
          const z = add(mean, mul(exp(mul(0.5, logarithm)), step.normal([16, 1])));
          const reconstruction = step.loss(sumSquaredError, step.apply("decoder", z), x);
          const divergence = step.loss(gaussianKullbackLeibler, latent, x);
          const loss = add(mul(1 / 16, reconstruction), divergence);
          step.minimize("encoder", loss);
          step.minimize("decoder", loss);
          step.report("reconstruction", mul(1 / 16, reconstruction));
          step.report("divergence", divergence);
        },
      );
      for await (const { means } of run) seen.push(means as (typeof seen)[number]);
      variational[backend] = seen.slice(0, 2).map(({ reconstruction, divergence }) => reconstruction + divergence);
      variational[backend].forEach((value, i) => expect(value).toBeCloseTo(variational["reference"]![i]!, 3));
      if (backend !== "wasm") return;
      const last = seen.at(-1)!;
      expect(last.reconstruction + last.divergence).toBeLessThan(0.5 * variational["wasm"]![0]!);
      // It says something of a row: were it silent, the divergence would be 0.
      expect(last.divergence).toBeGreaterThan(0.5);
      // What it makes of a number lies where the rows lie: along one direction.
      const { decoder } = await run;
      const made = await decoder.predict([-1, 1]);
      const slopes = Array.from({ length: 6 }, (_, i) => made[6 + i]! - made[i]!);
      const cosine =
        slopes.reduce((sum, slope, i) => sum + slope * [1, -0.5, 2, 0.3, -1, 0.7][i]!, 0) /
        (Math.hypot(...slopes) * Math.hypot(1, -0.5, 2, 0.3, -1, 0.7));
      expect(Math.abs(cosine)).toBeGreaterThan(0.95);
    });

  test("what does not fit is said", async () => {
    const optimizer = sgd({ learningRate: 0.1 });
    const one = { network, inputs: 3, optimizer };
    const attempt = (define: Parameters<typeof trainTogether>[3], more = {}): Promise<unknown> =>
      Promise.resolve(trainTogether({ one }, { ...data, ...more }, options, define));
    await expect(attempt((step) => step.apply("two", step.rows["x"]!))).rejects.toThrow(/no network is called "two"/);
    await expect(attempt((step) => step.apply("one", step.rows["y"]!))).rejects.toThrow(/rows of 3 numbers/);
    await expect(attempt((step) => step.minimize("one", mean(step.rows["y"]!)))).rejects.toThrow(/does not depend/);
    await expect(attempt((step) => step.assign("one", full([2], 0)))).rejects.toThrow(/do not fit the network/);
    await expect(attempt(() => undefined, { z: { values: [1, 2], width: 1 } })).rejects.toThrow(/"z" do not fit/);
    await expect(
      attempt((step) => step.report("bad", mean(sub(step.rows["x"]!, mul(Infinity, step.rows["x"]!))))),
    ).rejects.toThrow(/"bad" is not finite; at step 1 of epoch 1/);
    const frozen = trainTogether({ one: { network, inputs: 3 } }, data, options, (step) =>
      step.minimize("one", mean(step.apply("one", step.rows["x"]!))),
    );
    await expect(Promise.resolve(frozen)).rejects.toThrow(/has no optimizer/);
  });
});

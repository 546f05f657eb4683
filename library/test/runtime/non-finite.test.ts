import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { abs } from "../../src/expr/operations/abs.ts";
import { div } from "../../src/expr/operations/div.ts";
import { exp } from "../../src/expr/operations/exp.ts";
import { greater } from "../../src/expr/operations/greater.ts";
import { log } from "../../src/expr/operations/log.ts";
import { max } from "../../src/expr/operations/max.ts";
import { min } from "../../src/expr/operations/min.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { select } from "../../src/expr/operations/select.ts";
import { sqrt } from "../../src/expr/operations/sqrt.ts";
import { sub } from "../../src/expr/operations/sub.ts";
import { defineActivation } from "../../src/nn/activations/_activation.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import { defineLoss, type Loss } from "../../src/nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { defineLayer, type Layer, type Network, sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { defineSchedule } from "../../src/nn/schedules/_schedule.ts";
import { lbfgs } from "../../src/nn/solvers/lbfgs.ts";
import { checkpointsIn, loadCheckpoint } from "../../src/node.ts";
import type { Checkpoint } from "../../src/runtime/checkpoint.ts";
import { type Examples, type TrainOptions, train } from "../../src/runtime/train.ts";
import { NonFiniteError, type NonFiniteFacts, NumberError } from "../../src/util/errors.ts";
import { permutation, randomStream } from "../../src/util/random.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true }));

const random = randomStream(21, 0);
const rowCount = 40;
const inputs = Float32Array.from({ length: rowCount * 3 }, () => random.normal());
const targets = Float32Array.from({ length: rowCount }, () => random.normal());
const examples: Examples = { inputs, targets, rowCount };
const changed = (values: ArrayLike<number>, at: number, value: number): number[] =>
  Array.from(values, (old, i) => (i === at ? value : old));

/** A layer without parameters. */
const through = (name: string, f: (x: Parameters<Layer["apply"]>[0]) => ReturnType<Layer["apply"]>): Layer =>
  defineLayer(name, () => (x) => f(x))();

/** Trains until it fails; gives what the error says and the checkpoint before it. */
async function failure(
  network: Network,
  given: Examples,
  options: TrainOptions,
): Promise<{ facts: NonFiniteFacts; error: NonFiniteError; last: Checkpoint }> {
  let last: Checkpoint | undefined;
  const save = (checkpoint: Checkpoint): void => {
    last = checkpoint;
  };
  try {
    await train(network, given, { ...options, checkpoint: { save } });
  } catch (error) {
    expect(error, String(error)).toBeInstanceOf(NonFiniteError);
    const own = error as NonFiniteError;
    for (const arena of Object.values(last!.arenas)) expect(arena.every(Number.isFinite)).toBe(true);
    return { facts: own.facts, error: own, last: last! };
  }
  throw new Error("the training has not failed");
}

describe("a rate that is far too high", () => {
  const network = sequential(dense(8, relu), batchNorm(), dropout(0.2), dense(1));
  const options: TrainOptions = {
    loss: meanSquaredError,
    optimizer: sgd({ learningRate: 1e5, momentum: 0.5 }),
    epochs: 50,
    batch: 6,
    seed: 5,
  };
  for (const backend of ["wasm", "reference"] as const)
    test(`the step before the first bad one is kept, on ${backend}`, async () => {
      const { facts, error, last } = await failure(network, examples, { ...options, backend });
      expect(error).toBeInstanceOf(NumberError);
      expect(error.code).toBe("E301");
      expect(facts.advice).toBe("lower the learning rate");
      expect(error.remedy).toBe(facts.advice);
      // 7 steps an epoch: the checkpoint stands right before the bad step, with as many losses.
      expect(facts.step).toBe((last.epoch - 1) * 7 + last.position + 1);
      expect(facts.epoch).toBe(last.epoch);
      expect(last.losses.length).toBe(last.position);
      expect(facts.step).toBeGreaterThan(1);
      // Going on from it meets the same number again.
      expect((await failure(network, examples, { ...options, backend, resume: last })).facts).toEqual(facts);
    });
  test("the weights kept are those of a training that ends one step earlier", async () => {
    const plain = sequential(dense(8, relu), dense(1));
    const whole = { loss: meanSquaredError, optimizer: sgd({ learningRate: 30 }), epochs: 50, seed: 1 };
    const { facts, last } = await failure(plain, examples, whole);
    expect(facts.step).toBeGreaterThan(2);
    const earlier = await train(plain, examples, { ...whole, epochs: facts.step - 1 });
    expect(last.arenas["parameters"]).toEqual(earlier.weights);
    const more = await failure(plain, examples, { ...whole, epochs: facts.step });
    expect(more.facts).toEqual(facts);
  });
  test("the folder of a run holds the last finite weights", async () => {
    const run = train(network, examples, { ...options, checkpoint: checkpointsIn(folder) });
    await expect(run).rejects.toThrow(/a number is no longer finite; at step \d+ of epoch \d+, .*lower the learning/);
    const saved = loadCheckpoint(folder);
    expect(saved.arenas["parameters"]!.every(Number.isFinite)).toBe(true);
    expect(saved.arenas["layer state"]!.every(Number.isFinite)).toBe(true);
  });
  test("also while gradients are added up", async () => {
    const { facts, last } = await failure(network, examples, { ...options, accumulate: 3 });
    expect(facts.step).toBe((last.epoch - 1) * 7 + last.position + 1);
  });
});

describe("names the place", () => {
  const settings = { loss: meanSquaredError, optimizer: sgd({ learningRate: 0.01 }), epochs: 2, batch: 6, seed: 3 };
  const rowAt = (epoch: number, seed: number, want: number): number =>
    Math.floor(permutation(seed, epoch, rowCount).indexOf(want) / 6) + 1;

  test("an exponential that overflows in a layer of one's own, in float32 only", async () => {
    const grow = through("grow", (x) => exp(mul(60, x)));
    const network = sequential(dense(1, undefined, { bias: false }), grow, dense(1));
    // z = 2 in row 17 alone, so that 60 z = 120: e¹²⁰ is beyond float32, not beyond float64.
    const one = { inputs: changed(new Float64Array(rowCount), 17, 2), targets, rowCount };
    const options = { ...settings, weights: [1, 0, 0], optimizer: sgd({ learningRate: 1e-60 }) };
    const { facts, error } = await failure(network, one, options);
    expect(facts).toEqual({
      step: rowAt(1, 3, 17),
      epoch: 1,
      rows: "training",
      phase: "forward",
      layer: "layer 2 (grow)",
      parameter: undefined,
      operation: "exp(60 * a¹)",
      row: 17,
      value: Infinity,
      largest: 120,
      advice: "scale the inputs",
    });
    expect(error.message).toContain("layer 2 (grow), row 17; found Infinity from exp(60 * a¹), of numbers up to 120");
    const model = await train(network, one, { ...options, backend: "reference", epochs: 1 });
    expect(model.weights.every(Number.isFinite)).toBe(true);
  });

  test("a division by zero in a loss", async () => {
    const relative: Loss = defineLoss({
      ...meanSquaredError,
      name: "relative",
      values: (prediction, target) => div(abs(sub(prediction, target)), abs(target)),
    });
    for (const backend of ["wasm", "reference"] as const) {
      const given = { inputs, targets: changed(targets, 23, 0), rowCount };
      const { facts } = await failure(sequential(dense(1)), given, { ...settings, backend, loss: relative });
      expect(facts).toMatchObject({ step: rowAt(1, 3, 23), phase: "loss", row: 23, value: Infinity, layer: undefined });
      expect(facts.operation).toBe("abs(a¹ - y) / abs(y)");
      expect(facts.advice).toBe("check the data");
    }
  });

  test("a slope that is no number", async () => {
    const root = defineActivation("root", (x) => sqrt(max(x, 0)));
    const network = sequential(dense(4, tanh), dense(2, root), dense(1));
    for (const backend of ["wasm", "reference"] as const) {
      const { facts, last } = await failure(network, examples, { ...settings, backend });
      expect(facts).toMatchObject({ step: 1, epoch: 1, phase: "backward", layer: "layer 2 (dense 2 root)" });
      expect(Number.isFinite(facts.value)).toBe(false);
      expect(facts.advice).toBe("check the data");
      // Nothing was learned yet.
      network.initialize([3], 3).forEach((value, i) => expect(last.arenas["parameters"]![i]).toBeCloseTo(value, 6));
    }
  });

  test("a logarithm of a probability that is 0", async () => {
    const clipped = through("clipped", (x) => min(1, max(0, x)));
    const signs = Float32Array.from(targets, (value) => (value > 0 ? 1 : 0));
    const network = sequential(dense(1), clipped);
    const given = { inputs, targets: signs, rowCount };
    const { facts } = await failure(network, given, { ...settings, loss: binaryCrossEntropy });
    expect(facts).toMatchObject({ step: 1, phase: "loss", value: -Infinity, advice: "use a loss on logits" });
    expect(facts.operation).toMatch(/^log(1p)?\(/);
    // Only a row whose output is 0 where 1 is right, or 1 where 0 is right, can be to blame.
    const weights = network.initialize([3], 3);
    const z = [0, 1, 2].reduce((sum, k) => sum + inputs[facts.row! * 3 + k]! * weights[k]!, weights[3]!);
    expect(signs[facts.row!] === 1 ? z <= 0 : z >= 1).toBe(true);
  });

  test("what a mask takes out again is not blamed", async () => {
    const masked = through("masked", (x) => select(greater(x, 0), log(max(x, 0)), 0));
    const late = through("late", (x) => exp(mul(1e3, abs(x))));
    const shifted = changed(inputs, 0, -1);
    const network = sequential(masked, dense(2, tanh), late, dense(1));
    const { facts } = await failure(network, { inputs: shifted, targets, rowCount }, settings);
    expect(facts.layer).toBe("layer 3 (late)");
    expect(facts.operation).toBe("exp(1000 * abs(a²))");
  });

  test("inputs that were never scaled", async () => {
    const given = { inputs: Float32Array.from(inputs, (value) => value * 1e30), targets, rowCount };
    const { facts } = await failure(sequential(dense(4, relu), dense(1)), given, settings);
    expect(facts).toMatchObject({ step: 1, phase: "loss", advice: "scale the inputs" });
  });

  test("a gradient that overflows, with the parameter it belongs to", async () => {
    const steep = through("steep", (x) => mul(1e30, x));
    const linear: Loss = defineLoss({ ...meanSquaredError, reduction: "sum", values: (p) => mul(1e6, p) });
    const given = { inputs: new Float32Array(rowCount * 3).fill(900), targets, rowCount };
    const network = sequential(dense(1, undefined, { bias: false }), steep);
    const options = { ...settings, loss: linear, weights: [1e-6, 0, -1e-6], optimizer: sgd({ learningRate: 1e-30 }) };
    const { facts } = await failure(network, given, options);
    expect(facts).toMatchObject({ phase: "backward", parameter: "1.weights", value: Infinity, row: undefined });
    expect(facts.layer).toBe("layer 1 (dense 1)");
    expect(facts.advice).toBe("clip the gradient");
  });

  test("an update that overflows, with the parameter by its place in the arena", async () => {
    const network = sequential(dense(2, tanh), dense(1));
    const options = { ...settings, optimizer: sgd({ learningRate: 3e38 }), loss: { ...meanSquaredError } };
    const given = { inputs: changed(inputs, 0, 900), targets: changed(targets, 0, 50), rowCount };
    const { facts } = await failure(network, given, { ...options, batch: rowCount });
    expect(facts).toMatchObject({ step: 1, phase: "update", advice: "lower the learning rate", row: undefined });
    expect(facts.operation).toBe("rate * ∂L/∂w");
    expect(facts.parameter).toMatch(/^[12]\.(weights|bias)$/);
    expect(facts.layer).toMatch(facts.parameter!.startsWith("1") ? /^layer 1 / : /^layer 2 /);
  });

  test("an optimizer's memory that overflows and would stop all learning without a word", async () => {
    const sharp: Loss = defineLoss({ ...meanSquaredError, values: (p) => mul(1e25, p) });
    const { facts } = await failure(sequential(dense(1)), examples, { ...settings, loss: sharp, optimizer: adam() });
    expect(facts).toMatchObject({ step: 1, phase: "update", value: Infinity, advice: "clip the gradient" });
  });

  test("a rate that is no number", async () => {
    const broken = defineSchedule({ name: "broken", unit: "epoch", rate: (base, t) => (t < 1 ? base : Number.NaN) });
    const { facts } = await failure(sequential(dense(1)), examples, { ...settings, schedule: broken });
    expect(facts).toMatchObject({ epoch: 2, step: 8, phase: "update", operation: "rate", value: Number.NaN });
  });

  test("a loss that a solver begins with", async () => {
    const network = sequential(
      dense(1),
      through("grow", (x) => exp(mul(200, abs(x)))),
    );
    const { facts, last } = await failure(network, examples, { ...settings, optimizer: lbfgs() });
    expect(facts).toMatchObject({ step: 1, epoch: 1, phase: "forward", layer: "layer 2 (grow)", value: Infinity });
    network.initialize([3], 3).forEach((value, i) => expect(last.arenas["parameters"]![i]).toBeCloseTo(value, 6));
  });

  test("a validation loss, and training goes on from there only to find it again", async () => {
    const validation = { inputs: changed(inputs, 3 * 11 + 1, 1e30), targets, rowCount };
    const network = sequential(dense(4, relu), dense(1));
    const options = { ...settings, validation, epochs: 3 };
    const { facts, error, last } = await failure(network, examples, options);
    expect(facts).toMatchObject({ epoch: 1, step: 7, rows: "validation", phase: "loss", row: 11, value: Infinity });
    expect(facts.advice).toBe("scale the inputs");
    expect(error.place).toContain("over the validation rows");
    expect(last.position).toBe(7);
    expect((await failure(network, examples, { ...options, resume: last })).facts).toEqual(facts);
    const { validation: _, ...without } = options;
    const resumed = await train(network, examples, { ...without, resume: last });
    expect(resumed.weights).toEqual((await train(network, examples, without)).weights);
  });
});

describe("numbers that are not finite before training", () => {
  const options = { loss: meanSquaredError, optimizer: sgd(), epochs: 1 };
  const network = sequential(dense(1));
  const refused = async (given: Examples, more: Partial<TrainOptions>, pattern: RegExp): Promise<void> => {
    const run = train(network, given, { ...options, ...more });
    await expect(run).rejects.toThrow(NumberError);
    await expect(run).rejects.toThrow(pattern);
  };
  test("are found by row and column", async () => {
    await refused(
      { inputs: changed(inputs, 3 * 12 + 2, Number.NaN), targets, rowCount },
      {},
      /not finite; at training row 12, input 2; expected a finite number; found NaN/,
    );
    await refused({ inputs, targets: changed(targets, 9, -Infinity), rowCount }, {}, /row 9, target 0; .*-Infinity/);
    const validation = { inputs: changed(inputs, 4, Infinity), targets, rowCount };
    await refused(examples, { validation }, /at validation row 1, input 1/);
    await refused(examples, { weights: [0, 1, Number.NaN, 0] }, /at weight 2 to begin with/);
  });
  test("numbers beyond float32 are refused where they would become infinite", async () => {
    const given = { inputs: changed(inputs, 0, 1e39), targets, rowCount };
    await refused(given, {}, /at training row 0, input 0; expected at most 3.4·10³⁸, .* found 1e\+39/);
    await train(network, given, { ...options, optimizer: sgd({ learningRate: 1e-90 }), backend: "reference" });
  });
});

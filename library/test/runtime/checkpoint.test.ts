import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { relu } from "../../src/nn/activations/relu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { plateau } from "../../src/nn/schedules/plateau.ts";
import { lbfgs } from "../../src/nn/solvers/lbfgs.ts";
import { checkpointsIn, loadCheckpoint } from "../../src/node.ts";
import { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "../../src/runtime/checkpoint.ts";
import type { Model } from "../../src/runtime/model.ts";
import { type TrainOptions, train } from "../../src/runtime/train.ts";
import { ChainruleError } from "../../src/util/errors.ts";
import { randomStream } from "../../src/util/random.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true }));

const random = randomStream(3, 0);
const rows = (rowCount: number) => {
  const inputs = Float32Array.from({ length: rowCount * 4 }, () => random.normal());
  const targets = Float32Array.from({ length: rowCount }, (_, i) => (inputs[i * 4]! * inputs[i * 4 + 1]! > 0 ? 1 : 0));
  return { inputs, targets, rowCount };
};
const training = rows(37);
const validation = rows(11);
const network = sequential(dense(6, relu), batchNorm(), dropout(0.3), dense(1, sigmoid));
const options: TrainOptions = {
  loss: binaryCrossEntropy,
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 12,
  batch: 5,
  seed: 4,
  schedule: plateau({ patience: 1, factor: 0.5, threshold: 0.1 }),
  validation,
  patience: 8,
};

/** All checkpoints of a training, each through its file format. */
async function checkpointsOf(given: TrainOptions): Promise<{ model: Model; all: Checkpoint[]; curve: number[] }> {
  const all: Checkpoint[] = [];
  const curve: number[] = [];
  const save = (checkpoint: Checkpoint): void => {
    all.push(parseCheckpoint(encodeCheckpoint(checkpoint)));
  };
  const run = train(network, training, { ...given, checkpoint: { save, seconds: 0 } });
  for await (const { loss } of run) curve.push(loss);
  return { model: await run, all, curve };
}

describe("a training goes on bit for bit", () => {
  for (const backend of ["wasm", "reference"] as const)
    test(`from every checkpoint, with dropout, batch norm, a plateau and a short last batch, on ${backend}`, async () => {
      const { model, all, curve } = await checkpointsOf({ ...options, backend });
      expect(all.length).toBeGreaterThan(5);
      for (const checkpoint of all) {
        const run = train(network, training, { ...options, backend, resume: checkpoint });
        const rest: number[] = [];
        for await (const { loss } of run) rest.push(loss);
        const resumed = await run;
        expect(resumed.weights).toEqual(model.weights);
        expect(resumed.layerState).toEqual(model.layerState);
        expect(rest).toEqual(curve.slice(curve.length - rest.length));
      }
    });
  test("from the middle of an epoch", async () => {
    const { model } = await checkpointsOf(options);
    const controller = new AbortController();
    let held: Checkpoint | undefined;
    const save = (checkpoint: Checkpoint): void => {
      held = checkpoint;
      if (checkpoint.epoch === 3 && checkpoint.position > 0) controller.abort();
    };
    await train(network, training, { ...options, checkpoint: { save, seconds: 0 }, signal: controller.signal });
    expect(held!.position).toBeGreaterThan(0);
    expect(held!.losses.length).toBe(held!.position);
    const resumed = await train(network, training, { ...options, resume: parseCheckpoint(encodeCheckpoint(held!)) });
    expect(resumed.weights).toEqual(model.weights);
  });
  test("with a solver, whose memory is kept", async () => {
    const small = sequential(dense(3, sigmoid), dense(1));
    const given: TrainOptions = { loss: meanSquaredError, optimizer: lbfgs(), epochs: 15, seed: 1 };
    const all: Checkpoint[] = [];
    const model = await train(small, training, {
      ...given,
      checkpoint: { seconds: 0, save: (checkpoint) => void all.push(parseCheckpoint(encodeCheckpoint(checkpoint))) },
    });
    for (const resume of all)
      expect((await train(small, training, { ...given, resume })).weights).toEqual(model.weights);
  });
});

describe("checkpoints that do not fit", () => {
  test("another seed, batch, network or optimizer is named", async () => {
    const { all } = await checkpointsOf({ ...options, epochs: 2 });
    const resume = all[0]!;
    const refused = (given: Partial<TrainOptions>, pattern: RegExp, other = network) =>
      expect(train(other, training, { ...options, ...given, resume })).rejects.toThrow(pattern);
    await refused({ seed: 5 }, /another training; at seed; expected 5; found 4/);
    await refused({ batch: 6 }, /at batch/);
    await refused({ backend: "reference" }, /at backend/);
    await refused({}, /at parameters/, sequential(dense(1, sigmoid)));
  });
  test("a damaged file gives a clear error wherever it is damaged, and a full disk loses nothing", async () => {
    const own = join(folder, "damaged");
    mkdirSync(own);
    await train(network, training, { ...options, epochs: 2, checkpoint: checkpointsIn(own, 0) });
    const path = join(own, "last.checkpoint");
    expect(readdirSync(own).sort()).toEqual(["best.checkpoint", "last.checkpoint"]);
    const whole = readFileSync(path);
    const draw = randomStream(1, 1);
    for (let i = 0; i < 60; i++) {
      if (i % 2 === 0) {
        writeFileSync(path, whole);
        truncateSync(path, draw.integer(whole.length));
      } else {
        const bytes = Uint8Array.from(whole);
        bytes[draw.integer(Math.min(400, whole.length))]! ^= 1 << draw.integer(8);
        writeFileSync(path, bytes);
      }
      try {
        const checkpoint = loadCheckpoint(own);
        await train(network, training, { ...options, epochs: 1, resume: checkpoint });
      } catch (error) {
        expect(error).toBeInstanceOf(ChainruleError);
      }
    }
    expect(() => loadCheckpoint(folder)).toThrow(/there is no checkpoint/);
    const absent = checkpointsIn(join(folder, "absent"), 0);
    await expect(train(network, training, { ...options, epochs: 1, checkpoint: absent })).rejects.toThrow(
      /cannot be written; at .*last\.checkpoint; found ENOENT/,
    );
  });
});

import { describe, expect, test } from "vitest";
import { explainStep } from "../../src/explain/index.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { type Network, sequential } from "../../src/nn/network.ts";
import type { Optimizer } from "../../src/nn/optimizers/_optimizer.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { nadam } from "../../src/nn/optimizers/nadam.ts";
import { rmsprop } from "../../src/nn/optimizers/rmsprop.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { cosine } from "../../src/nn/schedules/cosine.ts";
import type { Checkpoint } from "../../src/runtime/checkpoint.ts";
import { pastStep } from "../../src/runtime/past-step.ts";
import { type TrainOptions, train } from "../../src/runtime/train.ts";
import { randomStream } from "../../src/util/random.ts";

const rowCount = 37;
const random = randomStream(8, 8);
const examples = {
  rowCount,
  inputs: Float32Array.from({ length: rowCount * 3 }, () => random.normal()),
  targets: Float32Array.from({ length: rowCount }, () => random.integer(2)),
};
const networks: readonly [string, () => Network][] = [
  ["dense", () => sequential(dense(5, tanh), dense(1, sigmoid))],
  ["dropout", () => sequential(dense(6, relu), dropout(0.3), dense(1, sigmoid))],
  // A bias before normalization has the gradient 0: what rounding leaves of it is magnified by RMSprop.
  ["batch norm", () => sequential(dense(4, undefined, { bias: false }), batchNorm(), dense(1, sigmoid))],
  ["both", () => sequential(dense(4, relu), batchNorm(), dropout(0.2), dense(3, tanh), dense(1, sigmoid))],
  ["none", () => sequential(dense(1, sigmoid))],
];
const optimizers: readonly Optimizer[] = [
  adam({ learningRate: 0.02 }),
  sgd({ learningRate: 0.1, momentum: 0.9 }),
  rmsprop(),
  nadam(),
];

describe("a step that has happened is rebuilt bit for bit, from the beginning and from a checkpoint", () => {
  for (const [i, [name, make]] of [...networks, ...networks].entries())
    test(`${name} ${i}`, async () => {
      const network = make();
      const options: TrainOptions = {
        loss: i % 2 === 0 ? binaryCrossEntropy : meanSquaredError,
        optimizer: optimizers[i % optimizers.length]!,
        epochs: 8,
        batch: 8,
        seed: i,
        ...(i > 4 ? { schedule: cosine({ total: 40 }) } : {}),
      };
      // Every step of a training of its own, one after the other.
      const known: Checkpoint[] = [];
      for (let until = 0; until <= 40; until++)
        await train(network, examples, {
          ...options,
          until,
          ...(known.length === 0 ? {} : { resume: known.at(-1)! }),
          checkpoint: { seconds: Number.POSITIVE_INFINITY, save: (one) => void known.push(one) },
        });
      for (let k = 0; k < 20; k++) {
        const step = 1 + random.integer(39);
        const fromStart = await pastStep(network, examples, options, step);
        const fromNear = await pastStep(network, examples, options, step, known[Math.floor(step / 2)]);
        expect(fromNear).toEqual(fromStart);
        expect(fromStart.weights).toEqual(known[step - 1]!.arenas["parameters"]);
        const { rows, weights, layerState, slots, rate } = fromStart;
        // The derivation of the step, with its masks and statistics, ends at the weights that the engine had next.
        const derived = explainStep({
          network,
          rows: {
            rowCount: rows.length,
            inputs: [...rows].flatMap((row) => [...examples.inputs.subarray(row * 3, row * 3 + 3)]),
            targets: [...rows].map((row) => examples.targets[row]!),
          },
          weights,
          layerState,
          slots,
          rate: rate!,
          step,
          seed: i,
          mode: "training",
          loss: options.loss,
          optimizer: options.optimizer as Optimizer,
        });
        const next = known[step]!.arenas["parameters"]!;
        const updated = derived.steps.filter(({ phase, isParameterLike }) => phase === "update" && isParameterLike);
        const values = updated.flatMap((one) => [...one.values]);
        const close = next.filter((value) =>
          values.some((own) => Math.abs(own - value) < 1e-5 * Math.max(1, Math.abs(value))),
        );
        expect(close.length).toBe(next.length);
      }
    }, 60_000);
  test("steps that there are not", async () => {
    const options: TrainOptions = { loss: binaryCrossEntropy, optimizer: adam(), epochs: 2, batch: 8, seed: 1 };
    await expect(pastStep(networks[0]![1](), examples, options, 11)).rejects.toThrow(/no such step; expected 1 to 10/);
  });
});

import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/graph/evaluate.ts";
import { mean, tensor } from "../../src/graph/functions.ts";
import { softmax } from "../../src/nn/activations/softmax.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { defineLoss, type Loss, lossOf } from "../../src/nn/losses/_loss.ts";
import { crossEntropy } from "../../src/nn/losses/cross-entropy.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sumSquaredError } from "../../src/nn/losses/sum-squared-error.ts";
import { rowAccuracy } from "../../src/nn/metrics/row-accuracy.ts";
import { sequential } from "../../src/nn/network.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import type { BackendName } from "../../src/runtime/backend.ts";
import { blockOf, largestBlock } from "../../src/runtime/blocks.ts";
import { Model } from "../../src/runtime/model.ts";
import { type LossAndMetrics, train } from "../../src/runtime/train.ts";
import { randomStream } from "../../src/util/random.ts";

/** As many rows as make several blocks and a shorter one. */
const rowCount = 2 * largestBlock + 3;
const random = randomStream(11, 0);
const inputs = Array.from({ length: rowCount * 2 }, () => random.normal());
const network = sequential(dense(5, tanh), dense(3, softmax));
const model = new Model(network, 2, network.initialize([2], 4));
const classes = Array.from({ length: rowCount }, (_, i) => (inputs[2 * i]! > 0.3 ? (i % 4 === 0 ? 2 : 1) : 0));
const oneHot = classes.flatMap((k) => [0, 1, 2].map((j) => (j === k ? 1 : 0)));
const weights = classes.map((_, i) => (i < rowCount - 40 ? i % 3 : 7));

test("blocks differ little in size, and none is larger than the largest", () => {
  expect(rowCount % blockOf(rowCount)).toBeGreaterThan(0);
  expect([1, largestBlock, largestBlock + 1, rowCount].map(blockOf)).toEqual([
    1,
    largestBlock,
    largestBlock / 2 + 1,
    Math.ceil(rowCount / 3),
  ]);
});

describe("rows in blocks count as all rows together", () => {
  const indices = crossEntropy({ targets: "indices", classWeights: [1, 5, 0.2], ignored: 2 });
  /** A loss that sees all its rows together: the square of the mean of what is wrong. */
  const together: Loss = defineLoss({
    ...meanSquaredError,
    name: "together",
    values: (prediction, target) => mean(meanSquaredError.values(prediction, target)),
  });
  for (const [name, loss, targets, weighted] of [
    ["a mean", crossEntropy(), oneHot, false],
    ["a mean of weighted rows", meanSquaredError, oneHot, true],
    ["a mean that divides by what its classes count", indices, classes, false],
    ["a sum", sumSquaredError, oneHot, false],
    ["a loss of all rows at once", together, oneHot, false],
  ] as const)
    test(name, async () => {
      const output = await model.predict(inputs, { backend: "reference" });
      const width = targets.length / rowCount;
      const expected = evaluate(
        lossOf(
          loss,
          tensor(output, [rowCount, 3]),
          tensor(targets, [rowCount, width]),
          weighted ? tensor(weights) : undefined,
        ),
      )[0]!;
      const right = classes.filter((k, i) => {
        const row = output.subarray(3 * i, 3 * i + 3);
        return row[k] === Math.max(...row);
      }).length;
      const rows = { inputs, targets, rowCount, ...(weighted ? { weights } : {}) };
      for (const backend of ["reference", "wasm"] satisfies BackendName[]) {
        const seen = await model.evaluate(rows, { loss, metrics: { accuracy: rowAccuracy }, backend });
        expect(Math.abs(seen.loss / expected - 1)).toBeLessThan(backend === "reference" ? 1e-12 : 1e-5);
        expect(seen.metrics["accuracy"]).toBeCloseTo(right / rowCount, 12);
      }
    });
});

test("a model is judged as the training judged it, bit for bit", async () => {
  const judge = { loss: crossEntropy(), metrics: { accuracy: rowAccuracy } };
  const validation = { inputs, targets: oneHot, rowCount };
  const learned = { inputs: inputs.slice(0, 80), targets: oneHot.slice(0, 120), rowCount: 40 };
  const run = train(network, learned, { ...judge, validation, optimizer: sgd({ learningRate: 0.5 }), epochs: 5 });
  let last: LossAndMetrics | undefined;
  for await (const progress of run) last = progress.validation;
  expect(last!.loss).toBeLessThan(1);
  expect(await (await run).evaluate(validation, judge)).toEqual(last);
});

test("rows that do not fit, and a loss that is not finite", async () => {
  const short = model.evaluate({ inputs: [1, 2, 3], targets: [1, 0, 0], rowCount: 2 }, { loss: crossEntropy() });
  await expect(short).rejects.toThrow(/do not fill 2 rows/);
  const huge = model.evaluate({ inputs: [1, 2], targets: [1e30, 0, 0], rowCount: 1 }, { loss: sumSquaredError });
  await expect(huge).rejects.toThrow(/evaluate: the loss is not finite/);
});

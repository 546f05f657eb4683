import { describe, expect, test } from "vitest";
import { outputsOf, parseCsv, prepare, widthOf } from "../../src/data/index.ts";
import { lossForAll, trainTable } from "../../src/experiment/tabular.ts";
import { evaluate } from "../../src/graph/evaluate.ts";
import { tensor } from "../../src/graph/functions.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { type Loss, lossOf } from "../../src/nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { categoricalCrossEntropy } from "../../src/nn/losses/categorical-cross-entropy.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";

/** A number, one of two and one of three classes that depend on the same two inputs. */
const table = parseCsv(
  `a,b,sum,sign,third\n${Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [((i * 37) % 120) / 60 - 1, ((i * 53) % 120) / 60 - 1];
    return `${a},${b},${a + b},${a > 0 ? "plus" : "minus"},${["low", "middle", "high"][Math.floor((b + 1) * 1.4999)]}`;
  }).join("\n")}\n`,
);
const prepared = prepare(table, { target: ["sum", "sign", "third"], seed: 1 });
const options = {
  layers: [16],
  activation: relu,
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 60,
  batch: 16,
  patience: 60,
  seed: 2,
};

describe("several targets", () => {
  test("the loss of all is the sum of each one's, on its own outputs", () => {
    const { tasks } = prepared;
    const rows = 4;
    const [predictions, targets] = [
      tensor(
        Array.from({ length: rows * 5 }, (_, i) => ((i * 7 + 3) % 10) / 11 + 0.02),
        [rows, 5],
      ),
      tensor(prepared.training.targets.slice(0, rows * 5), [rows, 5]),
    ];
    const values = (all: Tensor): Float64Array => evaluate(all) as Float64Array;
    const one = (k: number, loss: Loss): number => {
      const width = k === 2 ? 3 : 1;
      const part = (from: Tensor): Tensor =>
        tensor(outputsOf(tasks, Float32Array.from(values(from)), k), [rows, width]);
      return values(lossOf(loss, part(predictions), part(targets)))[0]!;
    };
    const whole = values(lossOf(lossForAll(tasks), predictions, targets))[0]!;
    const sum = one(0, meanSquaredError) + one(1, binaryCrossEntropy) + one(2, categoricalCrossEntropy);
    expect(whole).toBeCloseTo(sum, 5);
  });
  test("a loss that does not fit one of the targets is refused with the target", () => {
    expect(() => lossForAll(prepared.tasks, binaryCrossEntropy)).toThrow(/target sum.*loss of numbers/);
  });
  test("one network learns them all", async () => {
    const model = await trainTable(prepared, options);
    const { tasks, test: rest } = prepared;
    const outputs = await model.predict(rest.inputs);
    /** What the network says and what is true for a target, one array a row. */
    const rowsOf = (k: number): (readonly [says: Float64Array, is: Float64Array])[] => {
      const [says, is] = [outputsOf(tasks, outputs, k), outputsOf(tasks, rest.targets, k)];
      const width = widthOf(tasks[k]!);
      const cut = (of: Float64Array, row: number): Float64Array => of.subarray(row * width, (row + 1) * width);
      return Array.from({ length: rest.rowCount }, (_, row) => [cut(says, row), cut(is, row)]);
    };
    const share = (right: boolean[]): number => right.filter(Boolean).length / right.length;
    const highest = (of: Float64Array): number => of.indexOf(Math.max(...of));
    expect(rest.rowCount).toBeGreaterThan(15);
    expect(rowsOf(0).reduce((sum, [says, is]) => sum + (says[0]! - is[0]!) ** 2, 0) / rest.rowCount).toBeLessThan(0.1);
    expect(share(rowsOf(1).map(([says, is]) => Math.round(says[0]!) === is[0]))).toBeGreaterThan(0.8);
    expect(share(rowsOf(2).map(([says, is]) => highest(says) === highest(is)))).toBeGreaterThan(0.7);
  });
});

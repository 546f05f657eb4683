import { describe, expect, test } from "vitest";
import { add } from "../../src/expr/operations/add.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { evaluate } from "../../src/graph/evaluate.ts";
import { input as inputOf, tensor } from "../../src/graph/functions.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { elu } from "../../src/nn/activations/elu.ts";
import { glu } from "../../src/nn/activations/glu.ts";
import { prelu } from "../../src/nn/activations/prelu.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { rrelu } from "../../src/nn/activations/rrelu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { defineLayer, functional, type Layer, type Mode, network, sequential } from "../../src/nn/network.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { l1 } from "../../src/nn/regularizers/l1.ts";
import { l2 } from "../../src/nn/regularizers/l2.ts";
import { maxNorm } from "../../src/nn/regularizers/max-norm.ts";
import { trace } from "../../src/nn/trace.ts";
import { train } from "../../src/runtime/train.ts";
import { ArgumentError, ShapeError } from "../../src/util/errors.ts";
import { randomStream } from "../../src/util/random.ts";

/** A layer on numbers, with parameters from its initializers and random numbers from a stream. */
function run(one: Layer, rows: Tensor, mode: Mode = "inference", parameters: Record<string, number[]> = {}) {
  const random = randomStream(7, 0);
  const { output, updates } = trace(one, rows, {
    mode,
    parameter: ({ name, shape, initializer }) => tensor(parameters[name] ?? initializer(shape, random), shape),
    state: ({ shape, initial }) => tensor(new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(initial), shape),
    random: (shape) =>
      tensor(
        Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform()),
        shape,
      ),
  });
  return { values: [...evaluate(output)], shape: output.shape, updates };
}

describe("layers", () => {
  const rows = tensor([
    [1, 2, 3],
    [4, 5, 9],
  ]);
  test("dense", () => {
    const weights = { "1.weights": [1, 0, 0, 1, 1, 1], "1.bias": [10, 20] };
    expect(run(sequential(l.dense(2)), rows, "inference", weights).values).toEqual([14, 25, 23, 34]);
  });
  test("flatten, reshape, embedding", () => {
    expect(run(l.reshape([3, 1]), rows).shape).toEqual([2, 3, 1]);
    expect(run(sequential(l.reshape([-1, 1]), l.flatten()), rows).shape).toEqual([2, 3]);
    const vectors = { vectors: [0, 0, 1, 10, 2, 20, 3, 30] };
    const found = run(l.embedding(4, 2), tensor([[1, 3]]), "inference", vectors);
    expect(found.shape).toEqual([1, 2, 2]);
    expect(found.values).toEqual([1, 10, 3, 30]);
  });
  test("dropout keeps the mean in training, and does nothing otherwise", () => {
    const many = tensor(new Float64Array(20_000).fill(1), [100, 200]);
    const { values } = run(l.dropout(0.25), many, "training");
    expect(new Set(values)).toEqual(new Set([0, 1 / 0.75]));
    expect(values.reduce((a, b) => a + b, 0) / 20_000).toBeCloseTo(1, 1);
    expect(run(l.dropout(0.25), rows).values).toEqual([1, 2, 3, 4, 5, 9]);
    expect(() => l.dropout(1)).toThrow(ArgumentError);
  });
  test("batch norm: the batch in training, running statistics otherwise", () => {
    const { values, updates } = run(l.batchNorm({ epsilon: 1e-12 }), rows, "training");
    values.forEach((value, i) => expect(value).toBeCloseTo(i < 3 ? -1 : 1, 9));
    expect([...evaluate(updates.get("runningMean")!)].map((v) => v.toFixed(9))).toEqual([
      "0.250000000",
      "0.350000000",
      "0.600000000",
    ]);
    expect(evaluate(updates.get("runningVariance")!)[0]).toBeCloseTo(0.9 + 0.1 * 4.5, 12);
    expect(run(l.batchNorm({ epsilon: 0 }), rows)).toMatchObject({ values: [1, 2, 3, 4, 5, 9] });
  });
  test("residual and concatenate", () => {
    const half = defineLayer("half", () => (t) => mul(t, 0.5))();
    expect(run(l.residual(half, half), rows).values).toEqual([1.25, 2.5, 3.75, 5, 6.25, 11.25]);
    expect(run(l.concatenate(half, l.activation(relu)), tensor([[2, -4]])).values).toEqual([1, -2, 2, 0]);
    expect(() => run(l.residual(l.dense(2)), rows)).toThrow(/layers change the shape; expected \(2×3\); found \(2×2\)/);
  });
  test("learned and random slopes, and gates", () => {
    expect(run(l.activation(prelu()), tensor([[-4, 4]])).values).toEqual([-1, 4]);
    expect(run(l.activation(rrelu(0.1, 0.3)), tensor([[-10, 4]])).values.map((v) => Number(v.toFixed(9)))).toEqual([
      -2, 4,
    ]);
    const [drawn] = run(rrelu(0.1, 0.3), tensor([[-10, 4]]), "training").values;
    expect(drawn).toBeLessThan(-1);
    expect(drawn).toBeGreaterThan(-3);
    expect(run(l.dense(4, glu), rows).shape).toEqual([2, 2]);
    const inside = sequential(l.dense(2, prelu()), l.dense(1));
    expect(inside.parameters([3]).map(({ name }) => name)).toEqual([
      "1.weights",
      "1.bias",
      "1.1.slope",
      "2.weights",
      "2.bias",
    ]);
  });
});

describe("composition", () => {
  test("one dense layer is a network, a network is a layer", () => {
    const perceptron = sequential(l.dense(1, sigmoid));
    expect(perceptron.parameters([3]).map(({ shape }) => shape)).toEqual([[3, 1], [1]]);
    const nested = sequential(sequential(l.dense(4, relu)), perceptron);
    expect(nested.parameters([3]).map(({ name, offset }) => [name, offset])).toEqual([
      ["1.1.weights", 0],
      ["1.1.bias", 12],
      ["2.1.weights", 16],
      ["2.1.bias", 20],
    ]);
    expect(nested.outputShape([3])).toEqual([1]);
  });
  test("branches; a layer used twice shares its parameters", () => {
    const [hidden, skip, head] = [l.dense(4, tanh), l.dense(4), l.dense(1)];
    const net = functional((x, use) => use(head, add(use(hidden, use(hidden, use(skip, x))), use(skip, x))));
    expect(net.parameters([4]).map(({ name, shape }) => `${name} ${shape}`)).toEqual([
      "1.weights 4,4",
      "1.bias 4",
      "2.weights 4,4",
      "2.bias 4",
      "3.weights 4,1",
      "3.bias 1",
    ]);
    expect(() => functional((x, use) => use(hidden, use(l.dense(3), use(hidden, x)))).parameters([2])).toThrow(
      /1\.weights is used with two shapes/,
    );
  });
  test("a shape error names the layer, the operation and both shapes", () => {
    const net = sequential(
      l.dense(3),
      sequential(l.reshape([1, 3]), defineLayer("twice", () => (t) => add(t, tensor([1, 2])))()),
    );
    expect(() => net.outputShape([2])).toThrow(ShapeError);
    expect(() => net.outputShape([2])).toThrow(/add.*; at layer 2\.2 \(twice\);.*\(1×1×3\) and \(2\)/);
    expect(() => sequential(relu as never)).toThrow(/activation\(relu\)/);
    const uncalled = sequential(l.dense(2, elu as never));
    expect(() => uncalled.outputShape([2])).toThrow(/gives no tensor; at layer 1 .*call one that takes options/);
    expect(() => l.embedding(0, 2)).toThrow(ArgumentError);
  });
  test("labels and layers are noted for explanations", () => {
    const net = sequential(l.dense(2, sigmoid), l.dense(1));
    const { output } = trace(net, inputOf("x", [1, 2]), {
      mode: "inference",
      parameter: ({ name, shape }) => inputOf(name, shape),
      state: () => tensor(0),
      random: () => tensor(0),
    });
    expect(output.label).toBe("a²");
    expect(output.layer).toBe("layer 2 (dense 1)");
  });
});

describe("training with regularizers and constraints", () => {
  const examples = { inputs: [1, 2, 3, 4, -1, 0.5], targets: [1, 2, 0], rowCount: 3 };
  const settings = {
    loss: meanSquaredError,
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 1,
    weights: [0.5, -2, 0.3],
  };
  const after = async (options: Parameters<typeof l.dense>[2], backend: "wasm" | "reference") => {
    const losses: number[] = [];
    const run_ = train(sequential(l.dense(1, undefined, options)), examples, { ...settings, backend });
    for await (const { loss } of run_) losses.push(loss);
    return { weights: [...(await run_).weights], loss: losses[0]! };
  };
  for (const backend of ["reference", "wasm"] as const)
    test(`L1, L2 and max-norm on ${backend}`, async () => {
      const plain = await after({}, backend);
      const ridge = await after({ regularizer: l2(0.01) }, backend);
      const lasso = await after({ regularizer: l1(0.01) }, backend);
      const held = await after({ constraint: maxNorm(1) }, backend);
      expect(ridge.loss - plain.loss).toBeCloseTo(0.01 * (0.25 + 4), 5);
      expect(lasso.loss - plain.loss).toBeCloseTo(0.01 * 2.5, 5);
      [0.5, -2].forEach((w, i) => {
        expect(ridge.weights[i]! - plain.weights[i]!).toBeCloseTo(-0.1 * 0.02 * w, 5);
        expect(lasso.weights[i]! - plain.weights[i]!).toBeCloseTo(-0.1 * 0.01 * Math.sign(w), 5);
      });
      // The bias is not regularized.
      expect(ridge.weights[2]).toBeCloseTo(plain.weights[2]!, 6);
      expect(Math.hypot(held.weights[0]!, held.weights[1]!)).toBeCloseTo(1, 5);
      expect(held.weights[0]! / held.weights[1]!).toBeCloseTo(plain.weights[0]! / plain.weights[1]!, 4);
      expect(held.weights[2]).toBeCloseTo(plain.weights[2]!, 6);
    });
  test("dropout draws the same numbers on every back end", async () => {
    const net = sequential(l.dense(20, tanh), l.dropout(0.5), l.dense(1));
    const curves: number[][] = [];
    for (const backend of ["reference", "wasm"] as const) {
      const losses: number[] = [];
      const given = {
        ...settings,
        optimizer: sgd({ learningRate: 0.01 }),
        epochs: 30,
        seed: 2,
        backend,
        weights: net.initialize([2], 2),
      };
      for await (const { loss } of train(net, examples, given)) losses.push(loss);
      curves.push(losses);
    }
    curves[0]!.forEach((loss, i) => expect(curves[1]![i]! / loss).toBeCloseTo(1, 4));
    expect(new Set(curves[0]!.map((loss) => loss.toFixed(6))).size).toBe(30);
  });
  test("an embedding learns on both back ends", async () => {
    const net = sequential(l.embedding(4, 3), l.flatten(), l.dense(1));
    const data = { inputs: [0, 1, 2, 3, 1, 0, 3, 3], targets: [1, 0, 1, 0.5], rowCount: 4 };
    for (const backend of ["reference", "wasm"] as const) {
      const given = { ...settings, epochs: 200, backend, optimizer: sgd({ learningRate: 0.05 }) };
      const { weights: _, ...rest } = given;
      const model = await train(net, data, { ...rest, seed: 1 });
      const found = await model.predict(data.inputs, { backend });
      data.targets.forEach((y, i) => expect(Math.abs(found[i]! - y)).toBeLessThan(0.02));
    }
  });
  test("a layer of one's own is a network too", () => {
    const own = defineLayer("scaled", (by: number) => (t, scope) => mul(by, scope.use(l.dense(2), t)));
    expect(network(own(3)).parameters([4])[0]!.name).toBe("1.weights");
    expect(own(3).name).toBe("scaled 3");
    expect(own(3).made).toEqual({ kind: "layer", name: "scaled", given: [3] });
  });
});

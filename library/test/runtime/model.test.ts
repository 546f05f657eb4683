import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { mul } from "../../src/expr/operations/mul.ts";
import { tanh as tanhOperation } from "../../src/expr/operations/tanh.ts";
import { parseSafetensors } from "../../src/io/safetensors.ts";
import { defineActivation } from "../../src/nn/activations/_activation.ts";
import * as a from "../../src/nn/activations/index.gen.ts";
import { describe as describeRecord } from "../../src/nn/description.ts";
import { heNormal } from "../../src/nn/initializers/he-normal.ts";
import { uniform } from "../../src/nn/initializers/uniform.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { defineLayer, functional, type Network, sequential } from "../../src/nn/network.ts";
import { l2 } from "../../src/nn/regularizers/l2.ts";
import { maxNorm } from "../../src/nn/regularizers/max-norm.ts";
import { loadModel, saveModel } from "../../src/node.ts";
import { Model } from "../../src/runtime/model.ts";
import { FileError } from "../../src/util/errors.ts";
import { randomStream } from "../../src/util/random.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "model.safetensors");

/** A model with weights that float32 holds exactly. */
function modelOf(network: Network, inputs: number): Model {
  const random = randomStream(4, 0);
  const draw = (values: Float64Array) => values.map(() => Math.fround(random.uniform() + 0.1));
  return new Model(network, inputs, draw(network.initialize([inputs], 1)), draw(network.initialStates([inputs])));
}
const rows = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i));

describe("a model comes back from its file", () => {
  const swish = defineActivation("swish", "x / (1 + exp(-x))");
  const networks: Record<string, Network> = {
    "all layers": sequential(
      l.dense(8, a.relu, { initializer: heNormal, regularizer: l2(0.01), constraint: maxNorm(3) }),
      l.batchNorm({ momentum: 0.2 }),
      l.dropout(0.5),
      l.residual(l.dense(8, a.elu({ alpha: 0.7 })), l.layerNorm()),
      l.concatenate(l.dense(2, a.prelu()), sequential(l.dense(6, a.glu), l.activation(a.rrelu()))),
      l.reshape([5, 1]),
      l.flatten(),
      l.dense(4, a.maxout(2)),
      l.dense(3, a.softmax, { bias: false, initializer: uniform(-1, 2) }),
    ),
    "a formula of one's own, as text": sequential(l.dense(3, swish), l.dense(1)),
    "one made of the library's functions": sequential(
      l.dense(
        2,
        defineActivation("twice", (t) => mul(2, a.silu(t))),
      ),
    ),
    "an operation": sequential(l.dense(2, tanhOperation)),
    "a name of the library with another formula": sequential(l.dense(2, defineActivation("relu", "max(0, x) ^ 2"))),
    "an embedding": sequential(l.embedding(9, 2), l.flatten(), l.dense(1)),
  };
  for (const [name, network] of Object.entries(networks))
    test(name, async () => {
      const inputs = name === "an embedding" ? 3 : 4;
      const given = name === "an embedding" ? rows.map((_, i) => (i * 5) % 9) : rows;
      const model = modelOf(network, inputs);
      saveModel(path, model);
      const again = await loadModel(path);
      expect(again.weights).toEqual(model.weights);
      expect(again.layerState).toEqual(model.layerState);
      expect(describeRecord(again.network)).toEqual(describeRecord(network));
      for (const backend of ["reference", "wasm"] as const)
        expect(await again.predict(given, { backend })).toEqual(await model.predict(given, { backend }));
    });
  test("the file says in plain words what the network is", () => {
    saveModel(path, modelOf(networks["a formula of one's own, as text"]!, 4));
    const { metadata, tensors } = parseSafetensors(readFileSync(path));
    const { network, inputs } = JSON.parse(metadata["description"]!) as Record<string, unknown>;
    expect(inputs).toBe(4);
    expect(network).toEqual({
      layer: "sequential",
      with: [
        { layer: "dense", with: [3, { activation: "swish", formula: "x / (1 + exp(-x))" }] },
        { layer: "dense", with: [1] },
      ],
    });
    expect([...tensors.keys()].sort()).toEqual(["1.bias", "1.weights", "2.bias", "2.weights"]);
  });
});

describe("layers of one's own", () => {
  const scaled = defineLayer("scaled", (by: number) => (t, scope) => mul(by, scope.use(l.dense(2), t)));
  test("are passed to loadModel, and named where they are absent", async () => {
    const model = modelOf(sequential(scaled(0.5), l.dense(1)), 4);
    saveModel(path, model);
    await expect(loadModel(path)).rejects.toThrow(
      /the layer "scaled" is not known here.*loadModel\(path, \{ define: \[scaled\] \}\)/,
    );
    const again = await loadModel(path, { define: [scaled] });
    expect(await again.predict(rows)).toEqual(await model.predict(rows));
  });
  test("a network of bare functions cannot be read back without its definition", async () => {
    saveModel(
      path,
      modelOf(
        functional((t, use) => use(l.dense(2), t)),
        4,
      ),
    );
    await expect(loadModel(path)).rejects.toThrow(/"functional" is not known/);
  });
});

describe("damaged model files", () => {
  test("every cut and many flipped bytes give a clear error, or the model", async () => {
    saveModel(path, modelOf(sequential(l.dense(3, a.relu), l.dense(1)), 4));
    const whole = readFileSync(path);
    const random = randomStream(1, 0);
    const damaged = join(folder, "damaged.safetensors");
    for (let i = 0; i < 150; i++) {
      const bytes = Uint8Array.from(whole);
      if (i % 3 !== 0) bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
      writeFileSync(damaged, i % 3 === 0 ? bytes.subarray(0, random.integer(bytes.length)) : bytes);
      try {
        expect((await loadModel(damaged)).inputs).toBe(4);
      } catch (error) {
        expect(error, String(error)).toBeInstanceOf(FileError);
      }
    }
  });
  test("no model, or one of another program", async () => {
    await expect(loadModel(join(folder, "absent"))).rejects.toThrow(/there is no model/);
    const empty = new TextEncoder().encode('        {"__metadata__":{}}');
    new DataView(empty.buffer).setBigUint64(0, BigInt(empty.length - 8), true);
    writeFileSync(path, empty);
    await expect(loadModel(path)).rejects.toThrow(/does not describe a network/);
  });
  test("predictions of any number of rows are the same, block by block", async () => {
    const model = modelOf(sequential(l.dense(3, a.tanh), l.dense(2)), 2);
    const many = Float64Array.from({ length: 2 * 2500 }, (_, i) => Math.cos(i));
    const all = await model.predict(many);
    expect(all.length).toBe(5000);
    for (const row of [0, 1023, 1024, 2499]) {
      const alone = await model.predict(many.subarray(row * 2, row * 2 + 2));
      expect([...alone]).toEqual([...all.subarray(row * 2, row * 2 + 2)]);
    }
    expect(await model.predict([...many])).toEqual(all);
    const predictor = await model.predictor({ block: 1000 });
    for (const rows of [many, [...many], many.subarray(0, 2000), many.subarray(2000, 2002)]) {
      const wanted = await model.predict(rows);
      expect(predictor.predict(rows)).toEqual(wanted);
      expect(await predictor.start(rows)).toEqual(wanted);
    }
    predictor.dispose();
    await expect(model.predict([1, 2, 3])).rejects.toThrow(/do not fill rows/);
  });
});

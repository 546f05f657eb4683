import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import vm from "node:vm";
import { afterAll, describe, expect, test } from "vitest";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { loadModel, saveModel } from "../../src/node.ts";
import { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "../../src/runtime/checkpoint.ts";
import { type TrainOptions, train } from "../../src/runtime/train.ts";
import { hasCompiler } from "../backends/_native.ts";
import { drawNetwork, trainedTogether } from "./_random-layers.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true }));
v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;

describe("networks of layers drawn at random", () => {
  for (const backend of ["wasm", ...(hasCompiler ? (["native"] as const) : [])] as const)
    test(`give the same bits for any number of threads, on ${backend}`, async () => {
      // Many at once make a program that is worth sharing, with kernels of all kinds behind each other.
      for (let from = 0; from < (backend === "wasm" ? 16 : 8); from += 8) {
        const several = Array.from({ length: 8 }, (_, i) => drawNetwork(200 + from + i, "large"));
        const one = await trainedTogether(several, { backend, threads: 1 }, 24);
        for (const threads of [2, 3, 4])
          (await trainedTogether(several, { backend, threads }, 24)).forEach((numbers, which) => {
            expect(numbers, `${threads} threads: ${several[which]!.title}`).toEqual(one[which]);
          });
      }
    });

  test("go on from a checkpoint bit for bit, and come back from their files with the same predictions", async () => {
    for (let index = 300; index < 324; index++) {
      const { title, network, rows, rowCount } = drawNetwork(index);
      const examples = { ...rows, rowCount };
      const options: TrainOptions = {
        loss: meanSquaredError,
        optimizer: adam({ learningRate: 0.01 }),
        ...{ epochs: 3, batch: 2, seed: index },
      };
      const all: Checkpoint[] = [];
      const save = (checkpoint: Checkpoint): void => void all.push(parseCheckpoint(encodeCheckpoint(checkpoint)));
      const model = await train(network, examples, { ...options, checkpoint: { save, seconds: 0 } });
      expect(model.weights.every(Number.isFinite), title).toBe(true);
      const half = await train(network, examples, { ...options, resume: all[Math.floor(all.length / 2)]! });
      expect([...half.weights, ...half.layerState], title).toEqual([...model.weights, ...model.layerState]);
      const path = join(folder, `${index}.safetensors`);
      saveModel(path, model);
      const again = await loadModel(path);
      const predicted = await model.predict(rows.inputs);
      expect(await again.predict(rows.inputs), title).toEqual(predicted);
      // A row is answered alike alone and among others.
      const alone = await model.predict(rows.inputs.slice(-model.inputs));
      expect(alone, title).toEqual(predicted.slice(-model.outputs));
    }
  });

  test("take no more memory in thousands of steps than in hundreds", async () => {
    const held = async (): Promise<number> => {
      for (let i = 0; i < 2; i++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return process.memoryUsage().rss / 2 ** 20;
    };
    for (const index of [300, 303]) {
      const { network, rows, rowCount } = drawNetwork(index);
      const steps = (epochs: number) =>
        train(network, { ...rows, rowCount }, { loss: meanSquaredError, optimizer: adam(), epochs, batch: 1 });
      await steps(200);
      const before = await held();
      await steps(2000);
      expect((await held()) - before).toBeLessThan(20);
    }
  });
});

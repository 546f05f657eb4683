import v8 from "node:v8";
import vm from "node:vm";
import { expect, test } from "vitest";
import { stopThreads } from "../../src/backends/session/crew.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sequential } from "../../src/nn/network.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { trainingStep } from "../../src/runtime/step.ts";
import { train } from "../../src/runtime/train.ts";

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;

/** Mebibytes that the process holds after collecting twice, with time between for what is freed later. */
async function held(): Promise<number> {
  for (let i = 0; i < 2; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().rss / 2 ** 20;
}

function small(units: number) {
  const rowCount = 16;
  return trainingStep(sequential(dense(units, relu), dense(1)), {
    rowCount,
    inputs: 5,
    targets: 1,
    batch: 8,
    loss: meanSquaredError,
    optimizer: sgd({ learningRate: 0.01 }),
  });
}

test("100,000 steps take no more memory than 10,000", async () => {
  const examples = { inputs: new Float32Array(80).fill(0.1), targets: new Float32Array(16).fill(1), rowCount: 16 };
  const steps = async (epochs: number): Promise<void> => {
    const own = { loss: meanSquaredError, optimizer: sgd({ learningRate: 0.01 }), epochs, batch: 8 };
    await train(sequential(dense(8, relu), dense(1)), examples, own);
  };
  await steps(5000);
  const before = await held();
  await steps(50_000);
  expect((await held()) - before).toBeLessThan(30);
});

test("200 programs compiled, run and given back leave nothing behind", { timeout: 120_000 }, async () => {
  const one = async (units: number, threads: number): Promise<void> => {
    const session = wasm({ threads, offThread: threads > 1 }).open();
    const executable = await session.load(small(units));
    await executable.start(1, { rows: Int32Array.from({ length: 8 }, (_, i) => i), "scalar.rate": [0.01] });
    session.dispose();
  };
  for (let i = 0; i < 50; i++) await one(1 + i, 1 + (i % 2));
  const before = await held();
  for (let i = 0; i < 200; i++) await one(1 + (i % 50), 1 + (i % 2));
  expect((await held()) - before).toBeLessThan(40);
  await stopThreads();
});

import { describe, expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import type { Backend, Executable, Session } from "../../src/compiler/step.ts";
import { add } from "../../src/expr/operations/add.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { full, stopGradient } from "../../src/graph/functions.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { softplus } from "../../src/nn/activations/softplus.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { clipByNorm } from "../../src/nn/clipping.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { lossOf } from "../../src/nn/losses/_loss.ts";
import { binaryCrossEntropyLogits } from "../../src/nn/losses/binary-cross-entropy-logits.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { l2 } from "../../src/nn/regularizers/l2.ts";
import type { Execution } from "../../src/runtime/backend.ts";
import { gradientStep } from "../../src/runtime/gradient-step.ts";
import { trainTogether } from "../../src/runtime/train-together.ts";
import { randomStream } from "../../src/util/random.ts";
import { hasCompiler } from "../backends/_native.ts";
import { type Drawn, drawNetwork, trainedTogether, weightsOf } from "./_random-layers.ts";

/** The loss of a drawn network at any weights, with its gradient. */
async function lossOn(backend: Backend, { network, inputs, targets, rowCount, rows }: Drawn) {
  const session: Session = backend.open();
  const options = { rowCount, inputs, targets, batch: rowCount, loss: meanSquaredError };
  const executable: Executable = await session.load(gradientStep(network, options));
  session.write("inputs", rows.inputs);
  session.write("targets", rows.targets);
  const states = network.initialStates([inputs]);
  if (session.names().includes("layer state")) session.write("layer state", states);
  const draws = network.streams([inputs]) > 0 ? { seed: [3], step: [1] } : {};
  const given = { rows: Int32Array.from({ length: rowCount }, (_, i) => i), ...draws };
  return {
    at: (weights: Float64Array) => {
      session.write("parameters", weights);
      const { loss, gradient } = executable.run(1, given);
      return { loss: loss![0]!, gradient: gradient! };
    },
    dispose: () => session.dispose(),
  };
}

/** The greatest distance between numbers, over the greatest of them. */
function distance(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [apart, most] = [0, 1e-3];
  for (let i = 0; i < wanted.length; i++) {
    apart = Math.max(apart, Math.abs(found[i]! - wanted[i]!));
    most = Math.max(most, Math.abs(wanted[i]!));
  }
  return found.length === wanted.length ? apart / most : Number.NaN;
}

describe("networks of layers drawn at random", () => {
  test("have the derivatives that differences have, parameter by parameter, and compiled as in the reference", async () => {
    for (let index = 0; index < 30; index++) {
      const one = drawNetwork(index);
      const [slow, fast] = [await lossOn(reference(), one), await lossOn(wasm(), one)];
      const weights = weightsOf(one);
      const wanted = slow.at(weights);
      const found = fast.at(weights);
      expect(Number.isFinite(wanted.loss), one.title).toBe(true);
      expect(Math.abs(found.loss - wanted.loss), one.title).toBeLessThan(1e-5 * (1 + Math.abs(wanted.loss)));
      expect(distance(found.gradient, wanted.gradient), one.title).toBeLessThan(1e-4);
      const random = randomStream(1, 1);
      for (const { name, shape, offset } of one.network.parameters([one.inputs])) {
        const direction = new Float64Array(weights.length);
        for (let i = 0; i < sizeOf(shape); i++) direction[offset + i] = random.normal();
        const along = (h: number): number => slow.at(weights.map((w, i) => w + h * direction[i]!)).loss;
        const slope = (h: number): number => (along(h) - along(-h)) / (2 * h);
        // The error of a central difference falls with h²: two of them cancel it.
        const numeric = (4 * slope(5e-6) - slope(1e-5)) / 3;
        const exact = direction.reduce((sum, own, i) => sum + own * wanted.gradient[i]!, 0);
        const error = Math.abs(numeric - exact);
        expect(error, `${one.title}: ${name} ${exact} ${numeric}`).toBeLessThan(1e-6 * (1 + Math.abs(exact)));
      }
      for (const { dispose } of [slow, fast]) dispose();
    }
  });

  test("learn in one program as in the reference, and native with the bits of wasm where both are portable", async () => {
    const several = Array.from({ length: 8 }, (_, i) => drawNetwork(100 + i));
    const wanted = await trainedTogether(several, { backend: "reference" });
    const portable = await trainedTogether(several, { portable: true });
    portable.forEach((numbers, which) => {
      expect(distance(numbers, wanted[which]!), several[which]!.title).toBeLessThan(1e-3);
    });
    if (hasCompiler)
      (await trainedTogether(several, { backend: "native", portable: true })).forEach((numbers, which) => {
        expect(numbers, several[which]!.title).toEqual(portable[which]);
      });
  });

  test("as adversaries, with states, chance, parts that stay and a moving average, they learn alike everywhere", async () => {
    const random = randomStream(2, 2);
    const real = { values: Float64Array.from({ length: 12 * 16 }, () => Math.fround(random.normal())), width: 16 };
    // Without a bias before the normalization, which takes it away again: Adam would learn from its rounding alone.
    const generator = sequential(
      ...[
        l.dense(12, tanh),
        l.reshape([2, 2, 3]),
        l.convTranspose(4, 3, undefined, { stride: 2, padding: "same", bias: false }),
      ],
      ...[l.batchNorm(), l.conv(1, [2, 3], tanh, { padding: "same" }), l.flatten()],
    );
    const discriminator = sequential(
      ...[l.reshape([4, 4, 1]), l.conv(4, 3, softplus, { padding: 1, stride: [1, 2], regularizer: l2(0.01) })],
      ...[l.dropout(0.3), l.reshape([4, 8]), l.bidirectional(l.gru(3), l.lstm(2)), l.dense(1)],
    );
    const optimizer = adam({ learningRate: 0.01, beta1: 0.5 });
    const learned = async (execution: Execution): Promise<readonly number[]> => {
      const reported: number[] = [];
      const networks = {
        generator: { network: generator, inputs: 3, optimizer },
        discriminator: { network: discriminator, inputs: 16, optimizer },
        average: { network: generator, inputs: 3 },
      };
      const run = trainTogether(networks, { real }, { batch: 4, epochs: 2, seed: 5, ...execution }, (step) => {
        const judged = (rows: Tensor, truth: number): Tensor =>
          lossOf(binaryCrossEntropyLogits(), step.apply("discriminator", rows), full([4, 1], truth));
        const fake = stopGradient(step.apply("generator", step.normal([4, 3])));
        const loss = add(judged(step.rows["real"]!, 0.9), judged(fake, 0));
        step.minimize("discriminator", loss, { clip: clipByNorm(1) });
        const fooled = judged(step.apply("generator", step.normal([4, 3])), 1);
        step.minimize("generator", fooled, { only: ({ name }) => !name.startsWith("1.") });
        step.assign("average", add(mul(0.9, step.weights("average")), mul(0.1, step.weights("generator"))));
        step.report("discriminator", loss);
        step.report("generator", fooled);
      });
      for await (const { steps } of run) reported.push(...steps["discriminator"]!, ...steps["generator"]!);
      const models = Object.values(await run);
      return [...reported, ...models.flatMap(({ weights, layerState }) => [...weights, ...layerState])];
    };
    const portable = await learned({ portable: true });
    expect(distance(portable, await learned({ backend: "reference" }))).toBeLessThan(1e-4);
    if (hasCompiler) expect(await learned({ backend: "native", portable: true })).toEqual(portable);
  });
});

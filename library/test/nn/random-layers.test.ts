import { describe, expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import type { Backend, Executable, Session } from "../../src/compiler/step.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { gradientStep } from "../../src/runtime/step.ts";
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
});

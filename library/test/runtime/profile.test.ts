import { describe, expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import { timeInTurn, timeOf } from "../../src/compiler/timing.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { lbfgs } from "../../src/nn/solvers/lbfgs.ts";
import { measureLimits } from "../../src/runtime/limits.ts";
import { Model } from "../../src/runtime/model.ts";
import { profileInference, profileTraining } from "../../src/runtime/profile.ts";
import { trainingStep } from "../../src/runtime/step.ts";
import { type Examples, type TrainOptions, train } from "../../src/runtime/train.ts";
import { randomStream } from "../../src/util/random.ts";

const random = randomStream(3, 3);
const rowCount = 75;
const examples: Examples = {
  rowCount,
  inputs: Float64Array.from({ length: rowCount * 6 }, () => random.uniform() * 2 - 1),
  targets: Float64Array.from({ length: rowCount }, () => (random.uniform() < 0.5 ? 0 : 1)),
};
const network = sequential(dense(9, relu), dropout(0.1), batchNorm(), dense(1, sigmoid));
const options: TrainOptions = { loss: binaryCrossEntropy, optimizer: adam(), epochs: 2, batch: 16, seed: 4 };
const short = { seconds: 0.03 };

describe("timing", () => {
  /** A clock that is moved by what is timed. */
  const clockwork = () => {
    let time = 0;
    return {
      clock: () => time,
      spend: (milliseconds: number) => () => {
        time += milliseconds;
      },
    };
  };
  test("gives each call its own time, in seconds", async () => {
    const { clock, spend } = clockwork();
    const times = timeInTurn([spend(1), spend(5), spend(0.25)], { seconds: 1, clock });
    expect(Array.from(times)).toEqual([0.001, 0.005, 0.00025]);
    expect(await timeOf(spend(2), { seconds: 1, clock })).toBeCloseTo(0.002, 12);
  });
  test("leaves out passes that were interrupted, and what reading the clock costs", () => {
    let time = 0;
    let calls = 0;
    const clock = (): number => {
      time += 0.01;
      return time;
    };
    const call = (): void => {
      time += ++calls % 10 === 0 ? 50 : 1;
    };
    const [first] = timeInTurn([call], { seconds: 2, clock });
    expect(first).toBeCloseTo(0.001, 9);
  });
});

describe("profiling a program", () => {
  test("leaves the states as they were, bit for bit, and what follows too", async () => {
    const results = [];
    for (const profiles of [false, true]) {
      const session = wasm().open();
      const step = trainingStep(network, {
        rowCount,
        inputs: 6,
        targets: 1,
        batch: 16,
        loss: binaryCrossEntropy,
        optimizer: adam(),
      });
      const executable = await session.load(step, { maximumSteps: 4 });
      session.write("inputs", examples.inputs);
      session.write("targets", examples.targets);
      session.write("parameters", network.initialize([6], 1));
      const given = (steps: number) => ({
        rows: Int32Array.from({ length: 16 * steps }, (_, i) => (i * 7) % rowCount),
        seed: [1],
        step: Int32Array.from({ length: steps }, (_, i) => i + 1),
        ...Object.fromEntries(
          Object.entries(adam().scalars(0.01, 1)).map(([name, value]) => [
            `scalar.${name}`,
            new Float64Array(steps).fill(value),
          ]),
        ),
      });
      executable.run(4, given(4));
      const states = (): unknown[] => session.names().map((name) => [name, session.read(name)]);
      const before = states();
      if (profiles) {
        const times = await executable.profile!(given(1), short);
        expect(times).toHaveLength(executable.program!.kernels.length);
        expect(times.every((time) => Number.isFinite(time) && time >= 0)).toBe(true);
        await expect(executable.profile!({}, short)).rejects.toThrow(/input/);
      }
      expect(states()).toEqual(before);
      results.push([executable.run(3, given(3)), states()]);
    }
    expect(results[1]).toEqual(results[0]);
  });
  test("every kernel of a training step, with its share and the machine's limits", async () => {
    const model = await train(network, examples, options);
    for (const [change, from] of [
      [{}, undefined],
      [{ accumulate: 3 }, model],
      [{ optimizer: lbfgs() }, undefined],
      [{ batch: 1000 }, model],
    ] as const) {
      const weights = from?.weights.slice();
      const found = await profileTraining(
        network,
        examples,
        { ...options, ...change },
        {
          seconds: 0.15,
          ...(from === undefined ? {} : { from }),
        },
      );
      const { kernels, program, cost, batch, limits, seconds, compiling } = found;
      expect(kernels).toHaveLength(program.kernels.length);
      expect(kernels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
      expect(kernels.reduce((sum, kernel) => sum + kernel.cost.operations, 0)).toBe(cost.operations);
      expect(batch).toBe("batch" in change || "optimizer" in change ? rowCount : 16);
      for (const value of [limits.peak, limits.bandwidth, seconds, compiling]) expect(value).toBeGreaterThan(0);
      for (const { least } of kernels) expect(least).toBeGreaterThan(0);
      expect(from?.weights).toEqual(weights);
    }
  });
  test("answers are timed by row and by block", async () => {
    const model = new Model(network, 6, network.initialize([6], 0));
    const { one, block, blockSeconds } = await profileInference(model, {}, { seconds: 0.05 });
    expect([one > 0, block, blockSeconds > one]).toEqual([true, 1024, true]);
  });
  test("a back end that interprets says that it has no kernels", async () => {
    await expect(profileTraining(network, examples, { ...options, backend: "reference" }, short)).rejects.toThrow(
      /reference.*no kernels/,
    );
    await expect(measureLimits(reference(), 1000, short)).rejects.toThrow(/reference.*interprets/);
  });
});

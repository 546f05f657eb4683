import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileStep } from "../../src/compiler/compile.ts";
import { type Cost, costsOf, memoryOf, totalCost } from "../../src/compiler/cost.ts";
import type { Program } from "../../src/compiler/loops.ts";
import { type Machine, narrow } from "../../src/compiler/machine.ts";
import { peakProgram } from "../../src/compiler/peak.ts";
import { scratchLives } from "../../src/compiler/plan.ts";
import type { Step } from "../../src/compiler/step.ts";
import * as x from "../../src/expr/operations/index.ts";
import * as g from "../../src/graph/index.ts";
import type { Shape } from "../../src/graph/shape.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { inferenceProgram, trainingProgram } from "../../src/runtime/programs.ts";

const s = (name: string, shape: Shape) => g.state(name, shape);
const costOfStep = async (step: Step, machine: Machine = narrow): Promise<Cost> =>
  totalCost(costsOf(await compileStep(step, machine)));
/** What is counted must not depend on how wide vectors are, nor on threads. */
const machines: readonly Machine[] = [
  narrow,
  { lanes: 8, tileRows: 6, tileVectors: 2, threads: 1 },
  { lanes: 16, tileRows: 8, tileVectors: 3, threads: 3 },
];
const size = fc.integer({ min: 1, max: 41 });
/** The widest vectors that any machine may have; what is combined at the end of a sum costs at most so much. */
const widest = 17;

describe("what a program does is counted", () => {
  test("a product of matrices: 2mnk operations, whatever is left over at the edges of tiles", async () => {
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.constantFrom(...machines), async (m, n, k, machine) => {
        const step = { outputs: { c: g.matmul(s("a", [m, k]), s("b", [k, n])) } };
        const { operations, written, distinct, read } = await costOfStep(step, machine);
        const extra = operations - 2 * m * n * k;
        // A result alone is a dot product, whose lanes are added at the end.
        if (m > 1 && n > 1) expect(extra).toBe(0);
        else expect(extra).toBeGreaterThanOrEqual(0);
        expect(extra).toBeLessThanOrEqual(m * n * widest);
        // Panels are written and read too.
        expect(written).toBeGreaterThanOrEqual(4 * m * n);
        expect(distinct).toBeGreaterThanOrEqual(4 * (m * n + m * k + k * n));
        expect(read).toBeGreaterThanOrEqual(4 * (m * k + k * n));
      }),
      { numRuns: 400 },
    );
  });
  test("a map of n numbers: its operations n times, two arrays read and one written; what does not change, once", async () => {
    for (const machine of machines)
      for (const n of [1, 2, 3, 4, 5, 8, 31, 32, 1000, 1003]) {
        const [a, b, c] = [s("a", [n]), s("b", [n]), s("c", [])];
        const map = await costOfStep({ outputs: { y: x.add(x.mul(a, b), a) } }, machine);
        expect(map).toEqual({ operations: 2 * n, read: 8 * n, written: 4 * n, distinct: 12 * n });
        const scaled = await costOfStep({ outputs: { y: x.mul(a, x.sqrt(x.abs(c))) } }, machine);
        expect(scaled.operations).toBeLessThanOrEqual(n === 1 ? 3 : n + 2);
        expect(scaled.operations).toBeGreaterThanOrEqual(n);
      }
  });
  test("a sum of n numbers: n additions, and some for the lanes of each of its sums", async () => {
    for (const machine of machines)
      for (const n of [1, 3, 4, 17, 1000])
        for (const shape of [[n], [3, n], [n, 3]]) {
          const axis = shape.indexOf(n);
          const results = shape.length === 1 ? 1 : 3;
          const { operations } = await costOfStep({ outputs: { y: g.sum(s("a", shape), [axis]) } }, machine);
          expect(operations - n * results, String(shape)).toBeGreaterThanOrEqual(0);
          expect(operations - n * results, String(shape)).toBeLessThanOrEqual(4 * widest * results);
        }
  });
  test("a dense network: Σ rows · (2 · in · out + out for the bias + those of the activation)", async () => {
    const widths = [13, 9, 22, 3];
    // How a machine rectifies is its own matter.
    const activation = (await costOfStep({ outputs: { y: relu(s("a", [100])) } })).operations / 100;
    expect([1, 2]).toContain(activation);
    const network = sequential(...widths.slice(1).map((units) => dense(units, relu)));
    for (const rows of [2, 7, 32]) {
      const { operations, written } = totalCost(costsOf(await inferenceProgram({ network, inputs: 13 }, rows)));
      const want = widths
        .slice(1)
        .reduce((sum, out, i) => sum + rows * (2 * widths[i]! * out + out + activation * out), 0);
      expect(operations).toBe(want);
      expect(written % 4).toBe(0);
    }
  });
  test("copies and picks compute nothing; a pick reads what it picks, not the whole", async () => {
    const rows = g.input("rows", [5], "index");
    const { operations, distinct, written } = await costOfStep({ outputs: { y: g.gather(s("a", [1000, 8]), rows) } });
    expect(operations).toBe(0);
    expect(written).toBe(160);
    expect(distinct).toBeLessThanOrEqual(2 * 160 + 20);
  });
  test("the loop that measures the peak counts what it says", () => {
    for (const lanes of [4, 8, 16] as const) {
      const { program, operations } = peakProgram(lanes);
      expect(totalCost(costsOf(program)).operations).toBe(operations);
    }
  });
});

/** A training step of a network with a bit of everything. */
async function example(batch: number): Promise<Program> {
  const network = sequential(dense(19, relu), batchNorm(), dropout(0.2), dense(5, relu), dense(1));
  return await trainingProgram(network, adam(), {
    rowCount: 3000,
    inputs: 11,
    targets: 1,
    batch,
    accumulate: 1,
    loss: meanSquaredError,
    seed: 1,
    shuffle: true,
  });
}

describe("a training step", () => {
  for (const batch of [1, 32, 2500])
    test(`batch ${batch}: every kernel has a place and a cost; nothing shares memory while both live`, async () => {
      const program = await example(batch);
      const costs = costsOf(program);
      expect(costs).toHaveLength(program.kernels.length);
      costs.forEach(({ operations, read, written, distinct }, i) => {
        expect(program.kernels[i]!.name).not.toBe("");
        expect(written).toBeGreaterThan(0);
        expect(distinct).toBeLessThanOrEqual(read + written);
        for (const value of [operations, read, written, distinct]) expect(Number.isSafeInteger(value)).toBe(true);
      });
      // Constants and copies may belong nowhere.
      const placed = program.kernels.filter(({ whereabouts = [] }) => whereabouts.length > 0);
      expect(placed.length).toBeGreaterThan(0.8 * program.kernels.length);
      const phases = placed.map(({ whereabouts = [] }) => whereabouts.map(({ phase }) => phase));
      expect(new Set(phases.flat())).toEqual(new Set(["forward", "loss", "backward", "update"]));
      const layers = placed.flatMap(({ whereabouts = [] }) => whereabouts.flatMap(({ layer }) => layer ?? []));
      for (const number of [1, 2, 5]) expect(layers.some((layer) => layer.startsWith(`layer ${number} `))).toBe(true);

      const lives = [...scratchLives(program)].map(([buffer, life]) => {
        const { offset = Number.NaN, elements } = program.buffers[buffer]!;
        return { ...life, from: offset, to: offset + elements * 4 };
      });
      for (const one of lives) {
        expect(one.to).toBeLessThanOrEqual(program.scratchBytes);
        for (const other of lives)
          if (one !== other && one.first <= other.last && other.first <= one.last)
            expect(one.to <= other.from || other.to <= one.from).toBe(true);
      }
      const memory = memoryOf(program);
      expect(memory.scratch).toBe(program.scratchBytes);
      expect(memory.states).toBe(
        program.buffers.filter(({ kind }) => kind === "state").reduce((sum, { elements }) => sum + 4 * elements, 0),
      );
    });
});

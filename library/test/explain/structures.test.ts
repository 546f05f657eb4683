import { expect, test } from "vitest";
import { explainStep } from "../../src/explain/explain.ts";
import { agree } from "../../src/explain/lines.ts";
import { nameText } from "../../src/explain/name.ts";
import { pathsToLoss } from "../../src/explain/paths.ts";
import { checkStep, compareWithDifferences, compareWithEngine } from "./checked-steps.ts";
import { drawStructure } from "./random-structures.ts";

const count = 48;
const block = 12;
const kinds = new Set<string>();
const layers = new Set<string>();
let followed = 0;
const partials = { all: 0, unexplained: 0 };
for (let first = 0; first < count; first += block)
  test(`networks ${first} to ${first + block - 1}: every line of space and time computed again from what is printed`, async () => {
    for (let index = first; index < first + block; index++) {
      const { facts, title } = drawStructure(index);
      const derivation = explainStep(facts);
      const { steps, loss } = derivation;
      for (const name of title.split(/[:,\s]+/)) layers.add(name);
      for (const step of steps) {
        kinds.add(step.rule.kind);
        checkStep(step, title);
        expect(nameText(step.name), title).not.toContain("undefined");
        // A gradient that comes back through time is the sum of products that is told beside it.
        for (let row = 0; step.throughTime !== undefined && row < facts.rows.rowCount; row++) {
          const { paths, size, total, rows } = step.throughTime(row)!;
          const sum = new Float64Array(size);
          for (const { arriving, slopes } of paths) {
            const back = slopes.reduce(
              (values, slope) =>
                Float64Array.from({ length: size }, (_, j) =>
                  values.reduce((whole, value, i) => whole + value * slope.values[i * size + j]!, 0),
                ),
              arriving,
            );
            back.forEach((value, i) => {
              sum[i]! += value;
            });
          }
          const own = step.values.length / rows;
          expect(agree(sum, total), title).toBe(true);
          expect(agree(sum.subarray(0, own), step.values.subarray(row * own, (row + 1) * own)), title).toBe(true);
          // Where only the last state is used, nothing else arrives from outside.
          if (!/true|sequence/.test(title) && paths.length === 1) followed++;
        }
      }
      await compareWithEngine(facts, steps, loss, title);
      // Near the loss there are few paths; further away too many to walk them all.
      const own = steps.filter(({ gradientOf, phase }) => gradientOf !== undefined && phase === "backward")[3]!;
      expect(pathsToLoss(derivation, own.gradientOf!, 0).sum, title).toBeCloseTo(own.values[0]!, 8);
      const { all, unexplained } = compareWithDifferences(facts, steps, index, title);
      partials.all += all;
      partials.unexplained += unexplained;
    }
  });

test("every rule and every layer took its turn", () => {
  for (const kind of ["map", "contract", "reduce", "overlap", "won", "join"]) expect(kinds.has(kind), kind).toBe(true);
  for (const name of "conv depthwiseConv separableConv convTranspose maxPool averagePool globalMaxPool upsample instanceNorm groupNorm rmsNorm".split(
    " ",
  ))
    expect(layers.has(name), name).toBe(true);
  for (const name of "simpleRnn lstm gru bidirectional attention positionalEncoding transformerEncoder batchNorm".split(
    " ",
  ))
    expect(layers.has(name), name).toBe(true);
  // Softmax does not see what is added to a whole row of scores, and a normalization none of the bias before it.
  expect(partials.unexplained / partials.all).toBeLessThan(0.15);
  expect(followed).toBeGreaterThan(5);
});

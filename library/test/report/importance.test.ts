import { expect, test } from "vitest";
import { inputBlocks } from "../../src/data/inputs.ts";
import { correlatedColumns, permutationImportance } from "../../src/evaluation/importance.ts";
import { randomStream } from "../../src/util/random.ts";

const rows = 200;
const random = randomStream(4, 4);
// Three columns with 1, 2 and 1 inputs; only the first two tell anything, the first one more.
const inputs = Float32Array.from({ length: rows * 4 }, () => random.normal());
const blocks = [
  { column: "strong", at: 0, width: 1 },
  { column: "weak", at: 1, width: 2 },
  { column: "idle", at: 3, width: 1 },
];
const answer = (given: Float32Array): Float32Array =>
  Float32Array.from({ length: given.length / 4 }, (_, i) => 3 * given[4 * i]! + given[4 * i + 1]! - given[4 * i + 2]!);
const truth = answer(inputs);
const score = (outputs: Float64Array, among: Int32Array): number =>
  -outputs.reduce((sum, value, i) => sum + (value - truth[among[i]!]!) ** 2, 0) / outputs.length;

test("a column matters as much as shuffling its whole block costs, and nothing where it tells nothing", async () => {
  const found = await permutationImportance({ predict: answer, inputs, blocks, score, seed: 7 });
  expect(found).toMatchObject({ score: -0, rows, repeats: 10, correlated: [], correlatedPairs: 0 });
  expect(found.columns.map(({ column }) => column)).toEqual(["strong", "weak", "idle"]);
  // Shuffling gives 2 · variance · weight²: 18 and 4.
  expect(found.columns[0]!.drop).toBeGreaterThan(13);
  expect(found.columns[0]!.drop).toBeLessThan(23);
  expect(found.columns[1]!.drop).toBeGreaterThan(2.8);
  expect(found.columns[1]!.drop).toBeLessThan(5.2);
  expect(found.columns[2]).toEqual({ column: "idle", drop: 0, deviation: 0 });
  expect(found.columns[0]!.deviation).toBeGreaterThan(0);
  expect(await permutationImportance({ predict: answer, inputs, blocks, score, seed: 7 })).toEqual(found);
  expect(await permutationImportance({ predict: answer, inputs, blocks, score, seed: 8 })).not.toEqual(found);
});

test("much work is bounded by fewer repeats, then by fewer rows", async () => {
  const given: number[] = [];
  const predict = (part: Float32Array): Float32Array => {
    given.push(part.length / 4);
    return answer(part);
  };
  const fewer = await permutationImportance({ predict, inputs, blocks, score, work: 500_000 });
  expect(fewer).toMatchObject({ repeats: 3, rows });
  expect(given).toEqual([rows, rows * 3 * 3]);
  expect(await permutationImportance({ predict, inputs, blocks, score, work: 1e8 })).toMatchObject({
    repeats: 1,
    rows: 3,
  });
  const none = await permutationImportance({ predict, inputs: new Float32Array(0), blocks, score });
  expect(none).toMatchObject({ rows: 0, columns: [] });
});

test("columns that go together are named; rare marks that are alike are not", () => {
  const pair = new Float32Array(100 * 4);
  for (let row = 0; row < 100; row++) {
    pair[row * 4] = random.normal();
    pair[row * 4 + 1] = -2 * pair[row * 4]! + 0.1 * random.normal();
    // Two marks of missing cells.
    pair[row * 4 + 2] = row === 5 ? 1 : 0;
    pair[row * 4 + 3] = row === 5 ? 1 : 0;
  }
  const four = ["a", "b", "c", "d"].map((column, at) => ({ column, at, width: 1 }));
  const found = correlatedColumns(pair, four);
  expect(found.map(({ columns }) => columns)).toEqual([["a", "b"]]);
  expect(found[0]!.correlation).toBeGreaterThan(0.99);
  expect(correlatedColumns(pair.subarray(0, 36), four)).toEqual([]);
});

test("blocks lie as encoders write them", () => {
  const encoders = [
    { kind: "standardize", column: "x", shift: 0, scale: 1, median: 0, indicator: true },
    { kind: "one-hot", column: "k", categories: ["p", "q", "r"] },
  ];
  expect(inputBlocks(encoders)).toEqual([
    { column: "x", at: 0, width: 2 },
    { column: "k", at: 2, width: 3 },
  ]);
});

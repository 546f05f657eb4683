import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeRows, parseCsv, prepare, prepareFolds, type Table } from "../../src/data/index.ts";
import { ArgumentError } from "../../src/util/errors.ts";

/** Rows of patients 0 to 12 with two inputs; some rows are there twice, some have no answer. */
const tableOfRows = (rows: readonly (readonly [patient: number, x: number, y: number])[]): Table =>
  parseCsv(
    `x,place,patient,y\n${rows.map(([p, x, y]) => `${x},p${x % 3},s${p},${y < 0 ? "" : "ab"[y]}`).join("\n")}\n`,
  );
const manyRows = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 99 }), fc.integer({ min: -1, max: 1 })),
  { minLength: 60, maxLength: 120 },
);
const sorted = (rows: Iterable<number>): number[] => [...rows].sort((a, b) => a - b);

/** Rows that keep every column from being the same throughout. */
const different = Array.from({ length: 24 }, (_, i) => [i % 13, i * 4, i % 2] as const);

describe("folds", () => {
  const options = { target: "y", tasks: { y: "classes" } } as const;
  test("every known row is the test once; on no side stands what is on another; nothing is learned from the test", () => {
    fc.assert(
      fc.property(manyRows, fc.boolean(), fc.integer({ min: 2, max: 4 }), fc.integer(), (rows, grouped, k, seed) => {
        const all = [...different, ...rows];
        const table = tableOfRows(all);
        const asked = { ...options, seed, ...(grouped ? { group: "patient" } : {}) };
        // Every third row is kept for later.
        const seen = Int32Array.from({ length: table.rowCount }, (_, i) => i).filter((i) => i % 3 !== 2);
        const { tasks } = prepare(table, { ...asked, rows: seen });
        const folds = prepareFolds(table, { ...asked, rows: seen }, k);
        const answered = seen.filter((row) => all[row]![2] >= 0);
        expect(sorted(folds.flatMap(({ test }) => [...test.rows]))).toEqual(sorted(answered));
        const key = (row: number): string => {
          const [p, x, y] = all[row]!;
          return grouped ? `${p}` : `${p},${x},${y}`;
        };
        for (const fold of folds) {
          const sides = [fold.training.rows, fold.validation.rows, fold.test.rows];
          expect(sorted(sides.flatMap((side) => [...side]))).toEqual(sorted(answered));
          const keys = sides.map((side) => new Set([...side].map(key)));
          expect([...keys[0]!].some((one) => keys[2]!.has(one))).toBe(false);
          expect([...keys[1]!].some((one) => keys[2]!.has(one) || keys[0]!.has(one))).toBe(false);
          // What the encoders know they have from the training rows: alone with them they come to the same numbers.
          const alone = prepare(table, { ...asked, rows: fold.training.rows, validation: 0, test: 0 });
          expect(fold.encoders).toEqual(alone.encoders);
          expect(fold.training.inputs).toEqual(encodeRows(table, { ...alone, tasks }, fold.training.rows).inputs);
        }
      }),
      { numRuns: 40 },
    );
  });
  test("fewer rows than folds, and a number of folds that is none", () => {
    const table = parseCsv("x,y\n1,a\n2,b\n3,a\n4,b\n");
    expect(() => prepareFolds(table, options, 5)).toThrow(/fewer rows than folds[\s\S]*4 rows/);
    for (const folds of [1, 2.5, Number.NaN]) expect(() => prepareFolds(table, options, folds)).toThrow(ArgumentError);
  });
});

describe("how much rows count", () => {
  const table = parseCsv(
    `x,w,y\n${Array.from({ length: 60 }, (_, i) => `${i % 7},${i / 10},${i % 4 ? "a" : "b"}`).join("\n")}\n`,
  );
  const weightOf = (options: object): ((row: number) => number) => {
    const { training, encoders } = prepare(table, { target: "y", ...options });
    expect(encoders.map(({ column }) => column)).not.toContain("y");
    return (row) => training.weights![[...training.rows].indexOf(row)]!;
  };
  const { training } = prepare(table, { target: "y" });
  const share = (name: string): number =>
    [...training.rows].filter((row) => (row % 4 ? "a" : "b") === name).length / training.rowCount;
  test("by a column, by classes, and by both: the product", () => {
    const [column, classes] = [weightOf({ weights: "w" }), weightOf({ classWeights: { b: 3 } })];
    const both = weightOf({ weights: "w", classWeights: { b: 3 } });
    for (const row of training.rows) {
      expect(column(row)).toBeCloseTo(row / 10, 6);
      expect(classes(row)).toBe(row % 4 ? 1 : 3);
      expect(both(row)).toBeCloseTo((row / 10) * (row % 4 ? 1 : 3), 5);
    }
    expect(prepare(table, { target: "y", weights: "w" }).encoders.map((one) => one.column)).toEqual(["x"]);
  });
  test("balanced: all classes weigh the same in sum, over the training rows", () => {
    const balanced = weightOf({ classWeights: "balanced" });
    for (const row of training.rows) expect(balanced(row)).toBeCloseTo(1 / (2 * share(row % 4 ? "a" : "b")), 6);
  });
});

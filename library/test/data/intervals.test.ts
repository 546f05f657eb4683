import { expect, test } from "vitest";
import { bootstrap, wilson } from "../../src/data/intervals.ts";
import { randomStream } from "../../src/util/random.ts";

test("Wilson's interval has its known values, also at the ends", () => {
  const { lower, upper } = wilson(81, 263);
  expect(lower).toBeCloseTo(0.2553, 4);
  expect(upper).toBeCloseTo(0.3662, 4);
  expect(wilson(0, 20)).toMatchObject({ value: 0, lower: 0 });
  expect(wilson(0, 20).upper).toBeCloseTo(0.1611, 4);
  expect(wilson(10, 10)).toMatchObject({ value: 1, upper: 1 });
});

test("the bootstrap holds the mean about as often as it says, and depends on the seed alone", () => {
  const random = randomStream(1, 1);
  let inside = 0;
  for (let trial = 0; trial < 200; trial++) {
    const values = Array.from({ length: 60 }, () => random.normal());
    const mean = (rows: Int32Array): number => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
    const found = bootstrap(60, mean, { draws: 400, seed: trial });
    expect(bootstrap(60, mean, { draws: 400, seed: trial })).toEqual(found);
    if (found.lower <= 0 && found.upper >= 0) inside++;
  }
  expect(inside / 200).toBeGreaterThan(0.88);
  expect(inside / 200).toBeLessThan(0.99);
});

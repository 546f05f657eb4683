import { describe, expect, test } from "vitest";
import { augmented } from "../../src/data/arrays/augment.ts";
import { parseIdx } from "../../src/data/arrays/idx.ts";
import { padded } from "../../src/data/arrays/sequences.ts";
import { seriesRows } from "../../src/data/arrays/series.ts";

describe("IDX files", () => {
  const head = (code: number, shape: readonly number[]): number[] => [
    ...[0, 0, code, shape.length],
    ...shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]),
  ];
  test("every type, big-endian, of any shape", () => {
    expect(parseIdx(Uint8Array.from([...head(8, [2, 2]), 0, 1, 128, 255]))).toEqual({
      shape: [2, 2],
      values: Uint8Array.of(0, 1, 128, 255),
    });
    expect([...parseIdx(Uint8Array.from([...head(9, [2]), 1, 255])).values]).toEqual([1, -1]);
    expect([...parseIdx(Uint8Array.from([...head(11, [2]), 1, 0, 255, 254])).values]).toEqual([256, -2]);
    expect([...parseIdx(Uint8Array.from([...head(12, [1]), 0, 1, 0, 0])).values]).toEqual([65536]);
    const numbers = new DataView(new ArrayBuffer(12));
    numbers.setFloat32(0, 1.5);
    numbers.setFloat64(4, Math.PI);
    const bytes = [...new Uint8Array(numbers.buffer)];
    expect([...parseIdx(Uint8Array.from([...head(13, [1]), ...bytes.slice(0, 4)])).values]).toEqual([1.5]);
    expect([...parseIdx(Uint8Array.from([...head(14, [1]), ...bytes.slice(4)])).values]).toEqual([Math.PI]);
    expect(parseIdx(Uint8Array.from(head(8, [0, 28, 28])))).toEqual({ shape: [0, 28, 28], values: new Uint8Array(0) });
    // A part of a larger buffer, as Node's small buffers are.
    const inside = Uint8Array.from([7, 7, 7, ...head(11, [1]), 0, 5]).subarray(3);
    expect([...parseIdx(inside).values]).toEqual([5]);
  });
  test("anything else is refused", () => {
    for (const bytes of [
      [],
      [1, 0, 8, 1],
      head(10, [1]),
      [...head(8, [3]), 1, 2],
      [...head(8, [1]), 1, 2],
      [0, 0, 8, 9],
    ])
      expect(() => parseIdx(Uint8Array.from(bytes))).toThrow(/no IDX file/);
    expect(() => parseIdx(Uint8Array.from([0x1f, 0x8b, 8, 0]))).toThrow(/gzipped/);
  });
});

describe("windows over a series", () => {
  const values = Array.from({ length: 20 }, (_, i) => i);
  test("look back, and ahead by the horizon", () => {
    const { inputs, targets, rowCount } = seriesRows(values, 2, { length: 3, horizon: 2, targets: [1], stride: 2 });
    expect(rowCount).toBe(3);
    expect([...inputs.slice(0, 6)]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...inputs.slice(6, 12)]).toEqual([4, 5, 6, 7, 8, 9]);
    expect([...targets]).toEqual([9, 13, 17]);
  });
  test("parts that follow each other share no step", () => {
    for (const [from, to] of [
      [0, 12],
      [12, 20],
    ] as const) {
      const { inputs, targets } = seriesRows(values, 1, { length: 4, horizon: 3 }, from, to);
      for (const value of [...inputs, ...targets]) {
        expect(value).toBeGreaterThanOrEqual(from);
        expect(value).toBeLessThan(to);
      }
    }
  });
  test("what does not fit is said", () => {
    expect(() => seriesRows(values, 3, { length: 2 })).toThrow(/do not fill/);
    expect(() => seriesRows(values, 1, { length: 20 })).toThrow(/not one window fits/);
    expect(() => seriesRows(values, 1, { length: 0 })).toThrow(/length of a window is wrong/);
    expect(() => seriesRows(values, 2, { length: 2, targets: [2] })).toThrow(/no channel/);
    expect(() => seriesRows(values, 1, { length: 2 }, 0, 21)).toThrow(/beyond the series/);
  });
});

test("sequences of different lengths become rows of one, with a mask", () => {
  const sequences = [[1, 2, 3, 4], [5, 6], []];
  expect(padded(sequences, 2)).toEqual({
    values: Float64Array.of(1, 2, 3, 4, 0, 0, 5, 6, 0, 0, 0, 0),
    mask: Float64Array.of(1, 1, 0, 1, 0, 0),
    length: 2,
  });
  const first = padded(sequences, 1, { length: 3, at: "start", padding: -1 });
  expect([...first.values]).toEqual([2, 3, 4, 5, 6, -1, -1, -1, -1]);
  expect([...first.mask]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0]);
  expect(() => padded([[1, 2, 3]], 2)).toThrow(/sequence 0 does not consist of whole steps/);
  expect(() => padded([], 2)).toThrow(/no sequences/);
});

describe("images changed at random", () => {
  const image = { values: Array.from({ length: 2 * 12 }, (_, i) => i + 1), height: 3, width: 4, channels: 1 };
  test("are the same where nothing is asked for, and the seed decides", () => {
    expect([...augmented(image, {}, 1)]).toEqual(image.values);
    const options = { flip: 0.5, shift: 1, rotate: 20, brightness: 0.2, noise: 0.1 };
    expect(augmented(image, options, 1)).toEqual(augmented(image, options, 1));
    expect(augmented(image, options, 1)).not.toEqual(augmented(image, options, 2));
  });
  test("flips exchange left and right; a half turn is both ways", () => {
    expect([...augmented(image, { flip: 1 }, 3)].slice(0, 4)).toEqual([4, 3, 2, 1]);
    const square = { values: [1, 2, 3, 4, 5, 6, 7, 8, 9], height: 3, width: 3, channels: 1 };
    // Turned by a known angle: the middle stays.
    for (let seed = 0; seed < 20; seed++) expect(augmented(square, { rotate: 180 }, seed)[4]).toBeCloseTo(5, 12);
  });
  test("shifts move whole pixels, and bring in what is outside", () => {
    const found = new Set<string>();
    for (let seed = 0; seed < 300; seed++)
      found.add([...augmented(image, { shift: 1, outside: -1 }, seed)].slice(0, 12).join());
    expect(found.size).toBe(9);
    expect(found).toContain("-1,-1,-1,-1,-1,1,2,3,-1,5,6,7");
  });
  test("noise and brightness have their sizes", () => {
    const flat = { values: new Float64Array(10_000), height: 100, width: 100, channels: 1 };
    const noisy = augmented(flat, { noise: 0.5 }, 1);
    expect(Math.sqrt(noisy.reduce((sum, value) => sum + value * value, 0) / 10_000)).toBeCloseTo(0.5, 1);
    const [light] = augmented(flat, { brightness: 0.3 }, 4);
    expect(Math.abs(light!)).toBeLessThanOrEqual(0.3);
    expect(new Set(augmented(flat, { brightness: 0.3 }, 4)).size).toBe(1);
  });
  test("what does not fit is said", () => {
    expect(() => augmented({ ...image, width: 5 }, {}, 1)).toThrow(/do not fill images/);
    expect(() => augmented(image, { noise: -1 }, 1)).toThrow(/noise is wrong/);
  });
});

import { describe, expect, test } from "vitest";
import { tensor } from "../../src/graph/functions.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { sequential } from "../../src/nn/network.ts";
import { ArgumentError, ShapeError } from "../../src/util/errors.ts";
import { drawn, run } from "./_layer-runs.ts";

type Numbers = readonly number[];
const close = (found: Numbers, wanted: Numbers, digits = 9): void => {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i]!, digits);
  });
};
const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
const rows = [2, 5, 3] as const;

/** A recurrent layer as its definition says it: the output of every step, row by row. */
function walked(
  x: Numbers,
  parameters: Readonly<Record<string, { readonly values: readonly number[] }>>,
  [units, gates, carries]: readonly [number, number, number],
  step: (input: Numbers[], own: Numbers[], carries: Numbers[]) => number[][],
): number[][][] {
  const [n, length, channels] = rows;
  const width = units * gates;
  const of = (name: string): Numbers => parameters[name]?.values ?? new Array<number>(width).fill(0);
  const split = (all: Numbers): Numbers[] =>
    Array.from({ length: gates }, (_, g) => all.slice(g * units, (g + 1) * units));
  return Array.from({ length: n }, (_, row) => {
    let held: number[][] = Array.from({ length: carries }, () => new Array<number>(units).fill(0));
    return Array.from({ length }, (_, t) => {
      const product = (values: Numbers, matrix: Numbers, bias: Numbers): number[] =>
        Array.from({ length: width }, (_, o) =>
          values.reduce((sum, value, c) => sum + value * matrix[c * width + o]!, bias[o]!),
        );
      const element = x.slice((row * length + t) * channels, (row * length + t + 1) * channels);
      const own = product(held[0]!, of("recurrent"), of("recurrentBias"));
      held = step(split(product(element, of("kernel"), of("bias"))), split(own), held);
      return held[0]!;
    });
  });
}

describe("recurrent layers are what their definitions say", () => {
  const x = drawn(rows);
  const kinds = {
    simpleRnn: [
      l.simpleRnn,
      [4, 1, 1],
      ([x]: Numbers[], [h]: Numbers[]) => [x!.map((value, i) => Math.tanh(value + h![i]!))],
    ],
    lstm: [
      l.lstm,
      [4, 4, 2],
      (z: Numbers[], h: Numbers[], [, c]: Numbers[]) => {
        const [i, f, g, o] = z.map((own, gate) => own.map((value, k) => value + h[gate]![k]!)) as [
          number[],
          number[],
          number[],
          number[],
        ];
        const next = c!.map((value, k) => sigma(f[k]!) * value + sigma(i[k]!) * Math.tanh(g[k]!));
        return [next.map((value, k) => sigma(o[k]!) * Math.tanh(value)), next];
      },
    ],
    gru: [
      l.gru,
      [4, 3, 1],
      ([xr, xz, xn]: Numbers[], [hr, hz, hn]: Numbers[], [held]: Numbers[]) => [
        held!.map((value, k) => {
          const [r, z] = [sigma(xr![k]! + hr![k]!), sigma(xz![k]! + hz![k]!)];
          return (1 - z) * Math.tanh(xn![k]! + r * hn![k]!) + z * value;
        }),
      ],
    ],
  } as const;
  for (const [name, [make, sizes, step]] of Object.entries(kinds))
    for (const recurrentBias of [true, false])
      test(`${name}, ${recurrentBias ? "two biases" : "one bias"}`, () => {
        const all = run(make(4, { sequence: true, recurrentBias }), tensor(x, rows));
        expect(all.shape).toEqual([2, 5, 4]);
        expect("recurrentBias" in all.parameters).toBe(recurrentBias);
        const wanted = walked(x, all.parameters, sizes, step as Parameters<typeof walked>[3]);
        close(all.values, wanted.flat(2));
        const last = run(make(4, { recurrentBias }), tensor(x, rows));
        expect(last.shape).toEqual([2, 4]);
        close(
          last.values,
          walked(x, last.parameters, sizes, step as Parameters<typeof walked>[3]).flatMap((row) => row.at(-1)!),
        );
      });
  test("in both directions: the second walks back, and its steps are turned round", () => {
    const both = run(l.bidirectional(l.gru(3, { sequence: true }), l.gru(2, { sequence: true })), tensor(x, rows));
    expect(both.shape).toEqual([2, 5, 5]);
    const stacked = sequential(l.lstm(3, { sequence: true }), l.bidirectional(l.lstm(2), l.lstm(2)));
    expect(run(stacked, tensor(x, rows)).shape).toEqual([2, 4]);
    // On a row that reads the same both ways, with equal weights, both halves are the same both ways.
    const layer = l.simpleRnn(2, { sequence: true, initializer: () => Float64Array.of(0.3, -0.2) });
    const same = run(l.bidirectional(layer, layer), tensor([1, 2, 3, 2, 1], [1, 5, 1])).values;
    const half = (step: number, from: number): number[] => same.slice(step * 4 + from, step * 4 + from + 2);
    for (let t = 0; t < 5; t++) close(half(t, 0), half(4 - t, 2));
  });
  test("what does not fit is said", () => {
    expect(() => l.lstm(0)).toThrow(ArgumentError);
    expect(() => run(l.gru(2), tensor(drawn([2, 3]), [2, 3]))).toThrow(ShapeError);
    const mixed = l.bidirectional(l.gru(2, { sequence: true }), l.gru(2));
    expect(() => run(mixed, tensor(x, rows))).toThrow(/bidirectional: .*found \(2×5×2\) and \(2×2\)/);
    expect(() => run(l.gru(2), tensor([], [2, 0, 3]))).toThrow(
      /no time to go along.*one step at least; found \(2×0×3\)/,
    );
  });
});

describe("attention", () => {
  const [n, length, channels, heads] = [2, 4, 6, 2];
  const x = drawn([n, length, channels]);
  /** Attention as its definition says it. */
  const slow = (parameters: Readonly<Record<string, { readonly values: readonly number[] }>>, causal: boolean) => {
    const own = channels / heads;
    const of = (name: string): Numbers => parameters[name]!.values;
    const dense = (values: Numbers, name: string, columns: number): number[] =>
      Array.from({ length: columns }, (_, o) =>
        values.reduce((sum, value, c) => sum + value * of(`${name}Weights`)[c * columns + o]!, of(`${name}Bias`)[o]!),
      );
    return Array.from({ length: n }, (_, row) => {
      const all = Array.from({ length }, (_, t) =>
        dense(x.slice((row * length + t) * channels, (row * length + t + 1) * channels), "input", 3 * channels),
      );
      return all.map((_, i) => {
        const mixed = Array.from({ length: heads }, (_, h) => {
          const part = (t: number, which: number): number[] =>
            all[t]!.slice(which * channels + h * own, which * channels + (h + 1) * own);
          const scores = all.map((_, j) =>
            causal && j > i
              ? -Infinity
              : part(i, 0).reduce((sum, q, k) => sum + q * part(j, 1)[k]!, 0) / Math.sqrt(own),
          );
          const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
          const total = powers.reduce((a, b) => a + b, 0);
          return Array.from({ length: own }, (_, k) =>
            powers.reduce((sum, power, j) => sum + (power / total) * part(j, 2)[k]!, 0),
          );
        }).flat();
        return dense(mixed, "output", channels);
      });
    }).flat(2);
  };
  for (const causal of [false, true])
    test(causal ? "looks back only" : "mixes all steps by how well they fit", () => {
      const { values, shape, parameters } = run(l.attention(heads, { causal }), tensor(x, [n, length, channels]));
      expect(shape).toEqual([n, length, channels]);
      close(values, slow(parameters, causal));
    });
  test("a block of a transformer keeps the shape, with the normalization before or after", () => {
    for (const normalizeAfter of [false, true]) {
      const block = l.transformerEncoder(channels, heads, 10, { normalizeAfter, causal: true, dropout: 0.1 });
      const { shape, values } = run(block, tensor(x, [n, length, channels]), "training");
      expect(shape).toEqual([n, length, channels]);
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
  test("positions are told apart by waves", () => {
    const { values } = run(l.positionalEncoding(), tensor(new Float64Array(12), [1, 3, 4]));
    close(
      values,
      [0, 1, 2].flatMap((t) => [Math.sin(t), Math.cos(t), Math.sin(t / 100), Math.cos(t / 100)]),
    );
  });
  test("or learned, one vector for each step", () => {
    const { values, parameters } = run(
      l.positionalEncoding({ learned: true }),
      tensor(new Float64Array(24), [2, 3, 4]),
    );
    expect(parameters["places"]!.shape).toEqual([3, 4]);
    expect(values).toEqual([...parameters["places"]!.values, ...parameters["places"]!.values]);
  });
  test("what does not fit is said", () => {
    expect(() => run(l.attention(4), tensor(x, [n, length, channels]))).toThrow(/divides 6 channels/);
    expect(() => run(l.attention(2), tensor(drawn([2, 6]), [2, 6]))).toThrow(ShapeError);
    expect(() => run(l.positionalEncoding(), tensor(drawn([2, 6]), [2, 6]))).toThrow(ShapeError);
  });
});

describe("normalization of images and sequences", () => {
  const shape = [3, 4, 5, 6] as const;
  const x = drawn(shape);
  const statistics = (values: Numbers): readonly [mean: number, variance: number] => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
  };
  /** The numbers of a row in some channels, without what a layer scales and shifts by. */
  const unscaled = (found: ReturnType<typeof run>, row: number, channels: Numbers): number[] => {
    const { scale, shift } = found.parameters;
    return found.values
      .map((value, i) => (value - (shift?.values[i % 6] ?? 0)) / scale!.values[i % 6]!)
      .filter((_, i) => Math.floor(i / 120) === row && channels.includes(i % 6));
  };
  test("groups and instances have mean 0 and variance 1 in each row", () => {
    for (const [layer, groups] of [
      [
        l.groupNorm(2, { epsilon: 1e-12 }),
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
      ],
      [l.instanceNorm({ epsilon: 1e-12 }), [[0], [1], [2], [3], [4], [5]]],
    ] as const) {
      const found = run(layer, tensor(x, shape));
      for (let row = 0; row < 3; row++)
        for (const channels of groups) close(statistics(unscaled(found, row, channels)), [0, 1], 8);
    }
  });
  test("the root of the mean square of each place is 1", () => {
    const found = run(l.rmsNorm({ epsilon: 1e-12 }), tensor(x, shape));
    const plain = found.values.map((value, i) => value / found.parameters["scale"]!.values[i % 6]!);
    for (let at = 0; at < plain.length; at += 6)
      expect(plain.slice(at, at + 6).reduce((sum, value) => sum + value * value, 0) / 6).toBeCloseTo(1, 9);
  });
  test("groups that do not fit are refused", () => {
    expect(() => run(l.groupNorm(4), tensor(x, shape))).toThrow(/divides 6 channels/);
  });
  test("noise is normal, in training only", () => {
    const many = tensor(new Float64Array(20_000), [100, 200]);
    const [mean, variance] = statistics(run(l.gaussianNoise(0.5), many, "training").values);
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(0.25, 1);
    expect(run(l.gaussianNoise(0.5), many).values.every((value) => value === 0)).toBe(true);
    expect(() => l.gaussianNoise(-1)).toThrow(ArgumentError);
  });
});

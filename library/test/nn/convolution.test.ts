import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { native } from "../../src/backends/native/session.node.ts";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import { tensor } from "../../src/graph/functions.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { type Layer, sequential } from "../../src/nn/network.ts";
import { gradientStep } from "../../src/runtime/gradient-step.ts";
import { ArgumentError, ShapeError } from "../../src/util/errors.ts";
import { hasCompiler } from "../backends/_native.ts";
import { drawn, run } from "./_layer-runs.ts";

type Numbers = readonly number[];

const close = (found: Numbers, wanted: Numbers): void => {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-9 * (1 + Math.abs(wanted[i]!)));
  });
};

interface Plan {
  n: number;
  h: number;
  w: number;
  channels: number;
  filters: number;
  size: readonly [number, number];
  stride: readonly [number, number];
  dilation: readonly [number, number];
  low: readonly [number, number];
  high: readonly [number, number];
  groups: number;
}

type Pair = readonly [number, number];

/** What a padding puts before and after each axis. */
function margins(lengths: Pair, padding: "valid" | "same" | number, size: Pair, stride: Pair, dilation: Pair) {
  const total = lengths.map((length, i) =>
    padding === "same"
      ? Math.max(0, (Math.ceil(length / stride[i]!) - 1) * stride[i]! + (size[i]! - 1) * dilation[i]! + 1 - length)
      : typeof padding === "number"
        ? 2 * padding
        : 0,
  );
  const low = total.map((one) => Math.floor(one / 2)) as unknown as Pair;
  return { low, high: total.map((one, i) => one - low[i]!) as unknown as Pair };
}

/** A convolution as its definition says it, number by number. */
function slow(x: Numbers, kernel: Numbers, bias: Numbers, p: Plan): { values: number[]; shape: number[] } {
  const count = (length: number, i: 0 | 1): number =>
    Math.floor((length + p.low[i] + p.high[i] - (p.size[i] - 1) * p.dilation[i] - 1) / p.stride[i]) + 1;
  const [rows, columns] = [count(p.h, 0), count(p.w, 1)];
  const [inner, each] = [p.channels / p.groups, p.filters / p.groups];
  const values: number[] = [];
  for (let n = 0; n < p.n; n++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let o = 0; o < p.filters; o++) {
          let sum = bias[o]!;
          for (let r = 0; r < p.size[0]; r++)
            for (let s = 0; s < p.size[1]; s++)
              for (let c = 0; c < inner; c++) {
                const y = i * p.stride[0] + r * p.dilation[0] - p.low[0];
                const z = j * p.stride[1] + s * p.dilation[1] - p.low[1];
                if (y < 0 || z < 0 || y >= p.h || z >= p.w) continue;
                const channel = Math.floor(o / each) * inner + c;
                const weight = kernel[((r * p.size[1] + s) * inner + c) * p.filters + o]!;
                sum += x[((n * p.h + y) * p.w + z) * p.channels + channel]! * weight;
              }
          values.push(sum);
        }
  return { values, shape: [p.n, rows, columns, p.filters] };
}

describe("convolution", () => {
  const small = fc.integer({ min: 1, max: 3 });
  const pair = fc.tuple(small, small);
  test("is what its definition says, with strides, dilations, paddings and groups", () => {
    fc.assert(
      fc.property(
        fc.record({ size: pair, stride: pair, dilation: pair, inner: small, each: small, groups: small }),
        fc.constantFrom("valid" as const, "same" as const, 0, 2),
        fc.boolean(),
        ({ size, stride, dilation, inner, each, groups }, padding, hasBias) => {
          const [n, h, w] = [2, 8, 7];
          const [channels, filters] = [inner * groups, each * groups];
          const rows = drawn([n, h, w, channels]);
          const options = { stride, dilation, padding, groups, bias: hasBias };
          const { values, shape, parameters } = run(
            l.conv(filters, size, undefined, options),
            tensor(rows, [n, h, w, channels]),
          );
          const { low, high } = margins([h, w], padding, size, stride, dilation);
          const plan: Plan = { n, h, w, channels, filters, size, stride, dilation, low, high, groups };
          const bias = parameters["bias"]?.values ?? new Array<number>(filters).fill(0);
          const wanted = slow(rows, parameters["kernel"]!.values, bias, plan);
          expect(parameters["kernel"]!.shape).toEqual([...size, inner, filters]);
          expect(shape).toEqual(wanted.shape);
          if (padding === "same")
            expect(shape.slice(1, 3)).toEqual([Math.ceil(h / stride[0]), Math.ceil(w / stride[1])]);
          close(values, wanted.values);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("of sequences is that of images of width 1", () => {
    const rows = drawn([2, 9, 3]);
    const { values, shape, parameters } = run(l.conv(4, 3, relu, { stride: 2 }), tensor(rows, [2, 9, 3]));
    expect(shape).toEqual([2, 4, 4]);
    const plan: Plan = {
      ...{ n: 2, h: 9, w: 1, channels: 3, filters: 4, groups: 1 },
      ...{ size: [3, 1], stride: [2, 1], dilation: [1, 1], low: [0, 0], high: [0, 0] },
    };
    const wanted = slow(rows, parameters["kernel"]!.values, parameters["bias"]!.values, plan).values;
    close(
      values,
      wanted.map((value) => Math.max(0, value)),
    );
  });

  test("depthwise is a convolution with a group for each channel", () => {
    for (const multiplier of [1, 2]) {
      const rows = drawn([2, 6, 5, 3]);
      const { values, shape, parameters } = run(
        l.depthwiseConv(3, undefined, { multiplier }),
        tensor(rows, [2, 6, 5, 3]),
      );
      expect(shape).toEqual([2, 4, 3, 3 * multiplier]);
      const plan: Plan = {
        ...{ n: 2, h: 6, w: 5, channels: 3, filters: 3 * multiplier, groups: 3 },
        ...{ size: [3, 3], stride: [1, 1], dilation: [1, 1], low: [0, 0], high: [0, 0] },
      };
      close(values, slow(rows, parameters["kernel"]!.values, parameters["bias"]!.values, plan).values);
    }
  });

  test("separable is a depthwise one, and one of size 1", () => {
    const layer = l.separableConv(4, 3, relu, { padding: "same" });
    const { shape, parameters } = run(layer, tensor(drawn([1, 5, 5, 2]), [1, 5, 5, 2]));
    expect(shape).toEqual([1, 5, 5, 4]);
    expect(Object.values(parameters).map((one) => one.shape)).toEqual([[3, 3, 1, 2], [1, 1, 2, 4], [4]]);
  });

  test("transposed is the adjoint of a convolution", () => {
    fc.assert(
      fc.property(
        pair,
        pair,
        pair,
        fc.constantFrom("valid" as const, "same" as const, 1),
        (size, stride, dilation, padding) => {
          const [h, w] = [4, 3];
          const y = drawn([2, h, w, 3]);
          const options = { stride, dilation, padding, bias: false };
          const up = run(l.convTranspose(2, size, undefined, options), tensor(y, [2, h, w, 3]));
          const [, height, width] = up.shape as [number, number, number, number];
          // ⟨Aᵀy, x⟩ = ⟨y, Ax⟩, where A takes 2 channels to 3 with the same numbers.
          const x = drawn([2, height, width, 2]);
          const kernel = up.parameters["kernel"]!.values;
          const turned = Array.from({ length: kernel.length }, (_, i) => {
            const [o, c, place] = [i % 3, Math.floor(i / 3) % 2, Math.floor(i / 6)];
            return kernel[place * 6 + o * 2 + c]!;
          });
          if (padding === "same") expect([height, width]).toEqual([h * stride[0], w * stride[1]]);
          const { low, high } = margins([height, width], padding, size, stride, dilation);
          const plan: Plan = {
            ...{ n: 2, h: height, w: width, channels: 2, filters: 3, groups: 1 },
            ...{ size, stride, dilation, low, high },
          };
          const down = slow(x, turned, [0, 0, 0], plan);
          expect(down.shape).toEqual([2, h, w, 3]);
          const dot = (a: Numbers, b: Numbers): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
          expect(dot(up.values, x)).toBeCloseTo(dot(y, down.values), 8);
        },
      ),
    );
    const same = l.convTranspose(1, 3, undefined, { stride: 2, padding: "same" });
    expect(run(same, tensor(drawn([1, 4, 5, 2]), [1, 4, 5, 2])).shape).toEqual([1, 8, 10, 1]);
  });

  test("what does not fit is said", () => {
    expect(() => l.conv(0, 3)).toThrow(ArgumentError);
    expect(() => run(l.conv(2, 0), tensor(drawn([1, 4, 4, 1]), [1, 4, 4, 1]))).toThrow(/conv: the size is wrong/);
    expect(() => run(l.conv(2, [3, 3, 3]), tensor(drawn([1, 4, 4, 1]), [1, 4, 4, 1]))).toThrow(
      /one for each of 2 axes/,
    );
    expect(() => run(l.conv(2, 3, undefined, { groups: 2 }), tensor(drawn([1, 4, 4, 1]), [1, 4, 4, 1]))).toThrow(
      /divides 1 channels and 2 filters/,
    );
    expect(() => run(l.conv(2, 3), tensor(drawn([2, 4]), [2, 4]))).toThrow(ShapeError);
    const said = (layer: Layer, shape: Numbers, pattern: RegExp): void =>
      expect(() => run(sequential(layer), tensor(drawn(shape), shape))).toThrow(pattern);
    const image = [1, 4, 4, 2];
    said(l.conv(2, 5), image, /does not fit; at layer 1 \(conv 2 5\); expected at most 4 places .* found 5; take a/);
    said(l.conv(2, 3, undefined, { dilation: 2 }), image, /at most 4 places.*found 5/);
    for (const groups of [-1, 1.5, 0])
      expect(() => l.conv(6, 3, undefined, { groups })).toThrow(/number of groups is wrong.*whole number ≥ 1/);
    said(l.conv(2, 3, undefined, { stride: 0 }), image, /the stride is wrong; at layer 1/);
    said(l.conv(2, 3, undefined, { padding: "full" as "same" }), image, /neither "valid" nor "same".*found full/);
    said(l.maxPool(2, { padding: 2 }), image, /less than the size of a window, 2×2; found 2/);
    said(l.convTranspose(1, 2, undefined, { padding: 3 }), image, /leaves nothing.*less than half.*5×5; found 3/);
    said(l.groupNorm(3), image, /groupNorm: the groups do not fit.*divides 2 channels; found 3/);
  });
});

describe("pooling", () => {
  const rows = tensor(
    [1, 5, 2, 0, 3, -1, 4, 4, 9, 7, -2, 6, 8, 0, 1, 2].flatMap((value) => [value, 0 - value]),
    [1, 4, 4, 2],
  );
  test("the greatest and the mean of each window and channel", () => {
    expect(run(l.maxPool(2), rows)).toMatchObject({ shape: [1, 2, 2, 2], values: [5, 1, 4, 0, 9, 0, 6, 2] });
    expect(run(l.averagePool([2, 4]), rows)).toMatchObject({
      shape: [1, 2, 1, 2],
      values: [2.25, -2.25, 3.875, -3.875],
    });
    expect(run(l.maxPool(3, { stride: 1, padding: "same" }), rows).shape).toEqual([1, 4, 4, 2]);
    // What stands around is less than anything else.
    const below = tensor([-3, -2, -1], [1, 3, 1]);
    expect(run(l.maxPool(3, { stride: 1, padding: 1 }), below).values).toEqual([-2, -1, -1]);
  });
  test("zeros around count in a mean, or do not", () => {
    const row = tensor([6, 2, 1], [1, 3, 1]);
    const options = { stride: 2, padding: 1 };
    close(run(l.averagePool(3, options), row).values, [8 / 3, 1]);
    close(run(l.averagePool(3, { ...options, countPadding: false }), row).values, [4, 1.5]);
    close(run(l.averagePool(2, { padding: "same", countPadding: false }), row).values, [4, 1]);
  });
  test("over all places", () => {
    expect(run(l.globalMaxPool(), rows)).toMatchObject({ shape: [1, 2], values: [9, 2] });
    const { values } = run(l.globalAveragePool(), rows);
    close(values, [49 / 16, -49 / 16]);
  });
  test("repeating makes images larger", () => {
    expect(run(l.upsample(2), tensor([1, 2, 3, 4], [1, 2, 2, 1]))).toMatchObject({
      shape: [1, 4, 4, 1],
      values: [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4],
    });
    const linear = l.upsample([1, 2], { interpolation: "linear" });
    const { values, shape } = run(linear, tensor([0, 4, 8, 1, 1, 3], [1, 2, 3, 1]));
    expect(shape).toEqual([1, 2, 6, 1]);
    close(values, [0, 1, 3, 5, 7, 8, 1, 1, 1, 1.5, 2.5, 3]);
    const sequence = run(l.upsample(3, { interpolation: "linear" }), tensor([0, 10, 3, 40], [1, 2, 2]));
    close(sequence.values, [0, 10, 0, 10, 1, 20, 2, 30, 3, 40, 3, 40]);
  });
});

describe("gradients over many rows and places", () => {
  const networks = {
    "one layer": [[6, 6, 1], [l.conv(6, 5, relu, { padding: "same" })]],
    "pooling, strides and groups": [
      [9, 8, 2],
      [l.conv(6, 3, relu, { padding: "same" }), l.maxPool(2), l.conv(4, 2, relu, { groups: 2 }), l.averagePool(2)],
    ],
    "depthwise, and back to a larger image": [
      [8, 8, 3],
      [l.separableConv(5, 3, relu, { stride: 2, padding: "same" }), l.convTranspose(2, 3, relu, { stride: 2 })],
    ],
  } as const;
  for (const [name, [shape, layers]] of Object.entries(networks))
    test(`compiled as in the reference: ${name}`, async () => {
      const [inputs, rows, targets] = [sizeOf(shape), 64, 10];
      const network = sequential(l.reshape(shape), ...layers, l.flatten(), l.dense(targets));
      const step = gradientStep(network, { rowCount: rows, inputs, targets, batch: rows, loss: meanSquaredError });
      const [x, y] = [drawn([rows, inputs]), drawn([rows, targets])];
      const parameters = network.initialize([inputs], 1);
      const [wanted, ...compiled] = await Promise.all(
        [reference(), wasm(), ...(hasCompiler ? [await native()] : [])].map(async (backend) => {
          const session = backend.open();
          const executable = await session.load(step);
          session.write("inputs", x);
          session.write("targets", y);
          session.write("parameters", parameters);
          return executable.run(1, { rows: Int32Array.from({ length: rows }, (_, i) => i) })["gradient"]!;
        }),
      );
      for (const found of compiled)
        wanted!.forEach((value, i) => {
          expect(Math.abs(found[i]! - value), `element ${i}`).toBeLessThan(2e-5 * (1 + Math.abs(value)));
        });
    });
});

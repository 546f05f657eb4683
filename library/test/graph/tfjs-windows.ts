import * as x from "../../src/expr/operations/index.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import * as g from "../../src/graph/index.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import * as a from "../../src/nn/activations/index.gen.ts";
import { convolved } from "../../src/nn/layers/_convolution.ts";

/** TensorFlow.js' kernels in our words: from a case's tensors (numbers, also where they are indices) and attributes. */
export type Tensors = Readonly<Record<string, Tensor>>;
export type Attributes = Readonly<Record<string, unknown>>;
export type Kernel = (t: Tensors, attributes: Attributes) => Tensor | readonly Tensor[];
export type Numbers = readonly number[];

export const number = (of: Attributes, key: string): number => of[key] as number;
export const list = (of: Attributes, key: string): Numbers => of[key] as Numbers;
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Where along an axis the greatest number stands, the first one of several. */
export function firstGreatest(t: Tensor, axis: number): Tensor {
  const hits = x.equal(t, g.maximum(t, axis, { keep: true }));
  const places = x.neg(g.toReal(g.indexAlong(t.shape, axis)));
  return x.neg(g.maximum(x.select(hits, places, -Infinity), axis));
}
/** The gradient of Σ dy · y for one of the operands. */
export const gradientFor = (y: Tensor, dy: Tensor, operand: Tensor): Tensor =>
  differentiate(g.sum(x.mul(y, dy)), [operand])[0]!;

/** What follows a fused product. */
export const activated = (z: Tensor, t: Tensors, of: Attributes): Tensor => {
  const name = of["activation"] as string;
  const f: Record<string, (z: Tensor) => Tensor> = {
    linear: (one) => one,
    relu: (one) => a.relu(one),
    relu6: (one) => a.relu6(one),
    elu: (one) => a.elu()(one),
    sigmoid: (one) => a.sigmoid(one),
    leakyrelu: (one) => a.leakyRelu({ slope: number(of, "leakyreluAlpha") })(one),
    prelu: (one) => x.select(x.less(0, one), one, x.mul(t["preluActivationWeights"]!, one)),
  };
  return f[name]!(z);
};
/** How windows lie on rows n × places × channels, as TensorFlow.js says it. */
interface Windows {
  readonly sizes: Numbers;
  readonly strides: Numbers;
  readonly dilations: Numbers;
  readonly low: Numbers;
  readonly high: Numbers;
}
const each = (value: unknown, rank: number, otherwise = 1): Numbers =>
  Array.isArray(value) ? (value as Numbers) : new Array<number>(rank).fill((value as number | undefined) ?? otherwise);
function windowsOf(lengths: Numbers, sizes: Numbers, of: Attributes): Windows {
  const rank = sizes.length;
  const strides = each(of["strides"], rank);
  const dilations = each(of["dilations"], rank);
  const pad = of["pad"] as string | number | readonly Numbers[];
  const reach = sizes.map((size, i) => (size - 1) * dilations[i]! + 1);
  const pairs = lengths.map((length, i): Numbers => {
    if (Array.isArray(pad)) return (pad as readonly Numbers[])[i + 1]!;
    if (pad === "valid") return [0, 0];
    if (pad === "same") {
      const total = Math.max(0, (Math.ceil(length / strides[i]!) - 1) * strides[i]! + reach[i]! - length);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    }
    // Rounding up lets the last window reach over the edge.
    const rest = (length + 2 * (pad as number) - reach[i]!) % strides[i]!;
    const mode = of["dimRoundingMode"];
    const isUp = (mode === "ceil" && rest > 0) || (mode === "round" && 2 * rest >= strides[i]!);
    const more = isUp ? strides[i]! - rest : 0;
    return [pad as number, (pad as number) + more];
  });
  return { sizes, strides, dilations, low: pairs.map(([low]) => low!), high: pairs.map(([, high]) => high!) };
}
const around = (t: Tensor, { low, high }: Windows, value: number): Tensor =>
  g.pad(t, { low: [0, ...low, 0], high: [0, ...high, 0], interior: t.shape.map(() => 0), value });
/** All windows: n × places × channels × positions in one axis. */
function cut(t: Tensor, windows: Windows, value: number): Tensor {
  let result = around(t, windows, value);
  windows.sizes.forEach((size, i) => {
    result = g.window(result, 1 + 2 * i, size, { step: windows.strides[i]!, dilation: windows.dilations[i]! });
  });
  const rank = windows.sizes.length;
  const places = windows.sizes.map((_, i) => 1 + 2 * i);
  const moved = g.transpose(result, [0, ...places, 2 * rank + 1, ...places.map((i) => i + 1)]);
  return g.reshape(moved, [...moved.shape.slice(0, rank + 2), sizeOf(windows.sizes)]);
}
const isChannelsFirst = (of: Attributes): boolean => of["dataFormat"] === "NCHW";
const channelsLast = (t: Tensor): Tensor => g.transpose(t, [0, 2, 3, 1]);
const channelsFirst = (t: Tensor): Tensor => g.transpose(t, [0, 3, 1, 2]);

/** A convolution with a kernel places × channels × filters, or one for each channel (places × channels × filters of each). */
function convolution(input: Tensor, filter: Tensor, of: Attributes, isDepthwise = false): Tensor {
  const rank = filter.shape.length - 2;
  const rows = isChannelsFirst(of) ? channelsLast(input) : input;
  const windows = windowsOf(rows.shape.slice(1, -1), filter.shape.slice(0, rank), of);
  const [channels, filters] = filter.shape.slice(rank) as [number, number];
  const kernel = isDepthwise ? g.reshape(filter, [...windows.sizes, 1, channels * filters]) : filter;
  const options = { stride: windows.strides, dilation: windows.dilations };
  const result = convolved(around(rows, windows, 0), kernel, options, isDepthwise ? channels : 1);
  return isChannelsFirst(of) ? channelsFirst(result) : result;
}
const greatest = (t: Tensor, of: Attributes, rank: number): Tensor =>
  g.maximum(cut(t, windowsOf(t.shape.slice(1, -1), each(of["filterSize"], rank), of), -Infinity), -1, {
    ties: "first",
  });
const average = (t: Tensor, of: Attributes, rank: number): Tensor => {
  const windows = windowsOf(t.shape.slice(1, -1), each(of["filterSize"], rank), of);
  // What lies outside does not count.
  return x.div(g.sum(cut(t, windows, 0), -1), g.sum(cut(g.full(t.shape, 1), windows, 0), -1));
};
/** The greatest of window + filter, channel by channel. */
const dilated = (t: Tensors, of: Attributes): Tensor => {
  const filter = t["filter"]!;
  const windows = windowsOf(t["x"]!.shape.slice(1, -1), filter.shape.slice(0, 2), of);
  const moved = g.transpose(g.reshape(filter, [sizeOf(windows.sizes), filter.shape[2]!]));
  return g.maximum(x.add(cut(t["x"]!, windows, -Infinity), moved), -1, { ties: "first" });
};
/** Where the greatest number of each window stands among all numbers of its row, or of all rows. */
const places = (t: Tensor, of: Attributes): Tensor => {
  const windows = windowsOf(t.shape.slice(1, -1), each(of["filterSize"], 2), of);
  const [, h, w, c] = t.shape as [number, number, number, number];
  const at = (axis: number): Tensor => g.toReal(g.indexAlong(t.shape, axis));
  const inRow = x.add(x.mul(x.add(x.mul(at(1), w), at(2)), c), at(3));
  const place = of["includeBatchInIndex"] === true ? x.add(x.mul(at(0), h * w * c), inRow) : inRow;
  const values = cut(t, windows, -Infinity);
  const first = g.oneHot(g.toIndex(firstGreatest(values, values.shape.length - 1)), values.shape.at(-1)!);
  return g.sum(x.mul(first, cut(place, windows, 0)), -1);
};
const fused = (t: Tensors, of: Attributes, isDepthwise: boolean): Tensor => {
  const z = convolution(t["x"]!, t["filter"]!, of, isDepthwise);
  const asRows = isChannelsFirst(of) && t["bias"]?.shape.length === 1;
  const bias = asRows ? g.reshape(t["bias"]!, [t["bias"]!.shape[0]!, 1, 1]) : t["bias"];
  return activated(bias === undefined ? z : x.add(z, bias), t, of);
};
const input = (of: Attributes): Tensor => g.full(of["inputShape"] as Numbers, 0);
const filter = (of: Attributes): Tensor => g.full(of["filterShape"] as Numbers, 0);
/** The gradient of a convolution for its input or filter, whose own numbers do not matter. */
const forInput =
  (isDepthwise: boolean): Kernel =>
  (t, of) => {
    const rows = input(of);
    return gradientFor(convolution(rows, t["filter"]!, of, isDepthwise), t["dy"]!, rows);
  };
const forFilter =
  (isDepthwise: boolean): Kernel =>
  (t, of) => {
    const kernel = filter(of);
    return gradientFor(convolution(t["x"]!, kernel, of, isDepthwise), t["dy"]!, kernel);
  };

export const convolutions: Readonly<Record<string, Kernel>> = {
  AvgPool: (t, of) => average(t["x"]!, of, 2),
  AvgPool3D: (t, of) => average(t["x"]!, of, 3),
  AvgPoolGrad: (t, of) => gradientFor(average(t["input"]!, of, 2), t["dy"]!, t["input"]!),
  AvgPool3DGrad: (t, of) => gradientFor(average(t["input"]!, of, 3), t["dy"]!, t["input"]!),
  MaxPool: (t, of) => greatest(t["x"]!, of, 2),
  MaxPool3D: (t, of) => greatest(t["x"]!, of, 3),
  MaxPoolGrad: (t, of) => gradientFor(greatest(t["input"]!, of, 2), t["dy"]!, t["input"]!),
  MaxPool3DGrad: (t, of) => gradientFor(greatest(t["input"]!, of, 3), t["dy"]!, t["input"]!),
  MaxPoolWithArgmax: (t, of) => [greatest(t["x"]!, of, 2), places(t["x"]!, of)],
  Conv2D: (t, of) => convolution(t["x"]!, t["filter"]!, of),
  Conv3D: (t, of) => convolution(t["x"]!, t["filter"]!, of),
  Conv2DBackpropInput: forInput(false),
  Conv2DBackpropFilter: forFilter(false),
  Conv3DBackpropInputV2: forInput(false),
  Conv3DBackpropFilterV2: forFilter(false),
  DepthwiseConv2dNative: (t, of) => convolution(t["x"]!, t["filter"]!, of, true),
  DepthwiseConv2dNativeBackpropInput: forInput(true),
  DepthwiseConv2dNativeBackpropFilter: forFilter(true),
  Dilation2D: dilated,
  Dilation2DBackpropInput: (t, of) => gradientFor(dilated(t, of), t["dy"]!, t["x"]!),
  Dilation2DBackpropFilter: (t, of) => gradientFor(dilated(t, of), t["dy"]!, t["filter"]!),
  FusedConv2D: (t, of) => fused(t, of, false),
  FusedDepthwiseConv2D: (t, of) => fused(t, of, true),
};

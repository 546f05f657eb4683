import * as x from "../../src/expr/operations/index.ts";
import * as g from "../../src/graph/index.ts";
import { cumulativeProduct, cumulativeSum, product, scan } from "../../src/graph/loops.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import * as a from "../../src/nn/activations/index.gen.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { layerNorm } from "../../src/nn/layers/layer-norm.ts";
import { type Loss, lossOf } from "../../src/nn/losses/_loss.ts";
import * as l from "../../src/nn/losses/index.gen.ts";
import type { Layer, Mode } from "../../src/nn/network.ts";
import { trace } from "../../src/nn/trace.ts";

/** PyTorch's operations in our words: from a case's tensors and options to its outputs. */
export type Params = Record<string, never>;
type Tensors = Readonly<Record<string, Tensor>>;
type Build = (t: Record<string, Tensor>, p: Params) => Tensor | readonly Tensor[];

const one =
  (f: (x: Tensor, p: Params) => Tensor): Build =>
  (t, p) =>
    f(t["x"]!, p);
const square = (t: Tensor): Tensor => x.mul(t, t);
const variance = (t: Tensor, axis: number | undefined, freedom: number): Tensor => {
  const count = axis === undefined ? t.shape.reduce((p, n) => p * n, 1) : t.shape[axis]!;
  return x.div(g.sum(square(x.sub(t, g.mean(t, axis, { keep: true }))), axis), count - freedom);
};
const binary: Record<string, (p: Tensor, q: Tensor) => Tensor> = {
  add: (p, q) => x.add(p, q),
  sub: (p, q) => x.sub(p, q),
  mul: (p, q) => x.mul(p, q),
  div: (p, q) => x.div(p, q),
  maximum: (p, q) => x.max(p, q),
  minimum: (p, q) => x.min(p, q),
};
export const table: Record<string, Build> = {
  relu: one((t) => a.relu(t)),
  leaky_relu: one((t) => a.leakyRelu()(t)),
  "leaky_relu_0.2": one((t) => a.leakyRelu({ slope: 0.2 })(t)),
  elu: one((t) => a.elu()(t)),
  "elu_0.7": one((t) => a.elu({ alpha: 0.7 })(t)),
  selu: one((t) => a.selu(t)),
  "celu_1.3": one((t) => a.celu({ alpha: 1.3 })(t)),
  gelu: one((t) => a.gelu(t)),
  gelu_tanh: one((t) => a.geluTanh(t)),
  mish: one((t) => a.mish(t)),
  silu: one((t) => a.silu(t)),
  sigmoid: one((t) => a.sigmoid(t)),
  hardsigmoid: one((t) => a.hardSigmoid(t)),
  hardswish: one((t) => a.hardSwish(t)),
  tanh: one((t) => x.tanh(t)),
  hardtanh: one((t) => a.hardTanh(t)),
  softplus: one((t) => a.softplus(t)),
  softplus_b2: one((t) => x.div(a.softplus(x.mul(t, 2)), 2)),
  softsign: one((t) => a.softsign(t)),
  logsigmoid: one((t) => a.logSigmoid(t)),
  relu6: one((t) => a.relu6(x.mul(3, t))),
  tanhshrink: one((t) => a.tanhShrink(t)),
  softshrink: one((t) => a.softshrink()(t)),
  hardshrink: one((t) => a.hardshrink()(t)),
  threshold: one((t) => a.threshold({ limit: 0.1, value: -2 })(t)),
  exp: one((t) => x.exp(t)),
  sin: one((t) => x.sin(t)),
  cos: one((t) => x.cos(t)),
  erf: one((t) => x.erf(t)),
  square: one(square),
  abs: one((t) => x.abs(t)),
  neg: one((t) => x.neg(t)),
  expm1: one((t) => x.expm1(t)),
  atan: one((t) => x.atan(t)),
  sinh: one((t) => x.sinh(t)),
  cosh: one((t) => x.cosh(t)),
  clamp: one((t) => x.min(1.1, x.max(-0.8, t))),
  prelu: (t) => x.select(x.less(0, t["x"]!), t["x"]!, x.mul(g.reshape(t["w"]!, [3, 1]), t["x"]!)),
  glu: one((t) => x.mul(g.slice(t, 1, 0, 3), a.sigmoid(g.slice(t, 1, 3)))),
  softmax_dim0: one((t) => g.softmax(t, 0)),
  log_softmax_dim0: one((t) => g.logSoftmax(t, 0)),
  softmax_dim1: one((t) => g.softmax(t, 1)),
  log_softmax_dim1: one((t) => g.logSoftmax(t, 1)),
  "softmax_dim-1": one((t) => g.softmax(t)),
  "log_softmax_dim-1": one((t) => g.logSoftmax(t)),
  log: one((t) => x.log(t)),
  sqrt: one((t) => x.sqrt(t)),
  rsqrt: one((t) => x.pow(t, -0.5)),
  reciprocal: one((t) => x.div(1, t)),
  log1p: one((t) => x.log1p(t)),
  log2: one((t) => x.div(x.log(t), Math.LN2)),
  log10: one((t) => x.div(x.log(t), Math.LN10)),
  softmax_large: one((t) => g.softmax(t)),
  log_softmax_large: one((t) => g.logSoftmax(t)),
  logsumexp_large: one((t) => g.logSumExp(t)),
  pow_tensor: (t) => x.pow(t["a"]!, t["b"]!),
  pow_3: (t) => x.pow(t["a"]!, 3),
  "pow_-0.5": (t) => x.pow(t["a"]!, -0.5),
  atan2: (t) => x.atan2(t["input"]!, t["other"]!),
  where: (t) => x.select(x.less(0, t["c"]!), t["a"]!, t["b"]!),
  mul_same_tensor_twice: (t) => x.add(square(t["a"]!), t["a"]!),
  diamond_reuse: ({ a: t }) => x.div(g.sum(x.mul(x.tanh(t!), x.exp(t!)), 0), g.sum(x.add(1, square(t!)), 0)),
  sum_all: one((t) => g.sum(t)),
  sum_0: one((t) => g.sum(t, 0)),
  sum_12_keep: one((t) => g.sum(t, [1, 2], { keep: true })),
  mean_all: one((t) => g.mean(t)),
  "mean_-1": one((t) => g.mean(t, -1)),
  var_unbiased: one((t) => variance(t, 1, 1)),
  var_biased: one((t) => variance(t, 1, 0)),
  std_unbiased: one((t) => x.sqrt(variance(t, undefined, 1))),
  max_1: one((t) => g.maximum(t, 1)),
  min_all: one((t) => x.neg(g.maximum(x.neg(t)))),
  logsumexp_1: one((t) => g.logSumExp(t, 1)),
  norm1: one((t) => g.sum(x.abs(t), -1)),
  norm2: one((t) => x.sqrt(g.sum(square(t), -1))),
  norm2_all: one((t) => x.sqrt(g.sum(square(t)))),
  amax_ties: one((t) => g.maximum(t, 1)),
  max_ties: one((t) => g.maximum(t, 1, { ties: "first" })),
  permute: one((t) => g.transpose(t, [2, 0, 1])),
  cat: (t) => g.concat([t["a"]!, t["b"]!], 1),
  stack: (t) => g.stack([t["a"]!, t["b"]!], 1),
  slice_step: one((t) => g.slice(t, 1, 1, 6, 2)),
  index_select_repeat: (t) => g.gather(t["x"]!, t["i"]!, 0),
  expand: one((t) => g.broadcast(t, [3, 2, 4])),
  flip: one((t) => g.slice(t, 1, undefined, undefined, -1)),
  tile: one((t) =>
    g.concat(
      [0, 1].map(() =>
        g.concat(
          [0, 1, 2].map(() => t),
          1,
        ),
      ),
      0,
    ),
  ),
  pad_constant: one((t) => g.pad(t, { low: [0, 0, 1, 2], high: [0, 0, 2, 1], interior: [0, 0, 0, 0] })),
  linear: (t) => x.add(g.contract(t["x"]!, t["weight"]!, "nk,mk->nm"), t["bias"]!),
  linear_nobias_3d: (t) => g.contract(t["x"]!, t["weight"]!, "bnk,mk->bnm"),
  bilinear: (t) =>
    x.add(g.contract(g.contract(t["x1"]!, t["weight"]!, "ni,oij->noj"), t["x2"]!, "noj,nj->no"), t["bias"]!),
  embedding: (t) => g.gather(t["weight"]!, t["i"]!, 0),
  rmsnorm: (t) => x.mul(t["w"]!, x.mul(t["x"]!, x.pow(x.add(g.mean(square(t["x"]!), -1, { keep: true }), 1e-6), -0.5))),
  layernorm_1: (t) => {
    const centered = x.sub(t["x"]!, g.mean(t["x"]!, -1, { keep: true }));
    const scale = x.sqrt(x.add(g.mean(square(centered), -1, { keep: true }), 1e-5));
    return x.add(x.mul(x.div(centered, scale), t["weight"]!), t["bias"]!);
  },
  attention: (t) => g.matmul(g.softmax(x.div(g.contract(t["q"]!, t["k"]!, "bnd,bmd->bnm"), Math.sqrt(4))), t["v"]!),
};
for (const [name, f] of Object.entries(binary))
  for (let k = 0; k < 5; k++) table[`${name}_b${k}`] = (t) => f(t["a"]!, t["b"]!);
for (const name of ["2d", "vec_mat", "mat_vec", "dot", "batched", "bcast", "bcast_2d"])
  table[`matmul_${name}`] = (t) => g.matmul(t["input"]!, t["other"]!);

/** A layer of ours on PyTorch's tensors: parameters and states by our names; the next states come out too. */
function layer(one: Layer, input: Tensor, own: Tensors, mode: Mode = "training"): { output: Tensor; next: Tensors } {
  const found = trace(one, input, {
    mode,
    parameter: ({ name }) => own[name]!,
    state: ({ name }) => own[name]!,
    random: () => {
      throw new Error("no chance here");
    },
  });
  return { output: found.output, next: Object.fromEntries(found.updates) };
}
/** PyTorch keeps channels in axis 1, our layers in the last one. */
const channelsLast = (t: Tensor): Tensor => g.transpose(t, [0, ...t.shape.map((_, i) => i).slice(2), 1]);
const channelsFirst = (t: Tensor): Tensor =>
  g.transpose(t, [0, t.shape.length - 1, ...t.shape.map((_, i) => i).slice(1, -1)]);
const number = (p: Params, key: string, otherwise = 0): number => (p[key] as number | undefined) ?? otherwise;
/** One number for every spatial axis, or one for each. */
const each = (value: unknown, rank: number, otherwise: number): number[] =>
  Array.isArray(value) ? (value as number[]) : new Array(rank).fill((value as number | undefined) ?? otherwise);

for (const [name, mode] of [
  ["batchnorm1d_train", "training"],
  ["batchnorm2d_train", "training"],
  ["batchnorm1d_eval", "inference"],
  ["batchnorm2d_eval", "inference"],
] as const)
  table[name] = (t, p) => {
    const own = {
      scale: t["weight"]!,
      shift: t["bias"]!,
      runningMean: t["running_mean"]!,
      runningVariance: t["running_var"]!,
    };
    const norm = batchNorm({ epsilon: number(p, "eps"), momentum: number(p, "momentum") });
    const { output, next } = layer(norm, channelsLast(t["x"]!), own, mode);
    const state = mode === "training" ? next : own;
    return [channelsFirst(output), state["runningMean"]!, state["runningVariance"]!];
  };
table["layernorm_1"] = (t) => layer(layerNorm(), t["x"]!, { scale: t["weight"]!, shift: t["bias"]! }).output;
/** Mean 0 and variance 1 over some axes. */
const normalized = (t: Tensor, axes: number[], epsilon = 1e-5): Tensor => {
  const centered = x.sub(t, g.mean(t, axes, { keep: true }));
  return x.div(centered, x.sqrt(x.add(g.mean(square(centered), axes, { keep: true }), epsilon)));
};
const affine = (t: Tensor, { weight, bias }: Tensors): Tensor => {
  const shape = [weight!.shape[0]!, ...t.shape.slice(2).map(() => 1)];
  return x.add(x.mul(t, g.reshape(weight!, shape)), g.reshape(bias!, shape));
};
Object.assign(table, {
  layernorm_2: (t) => x.add(x.mul(normalized(t["x"]!, [1, 2]), t["weight"]!), t["bias"]!),
  groupnorm: (t) => affine(g.reshape(normalized(g.reshape(t["x"]!, [2, 2, 2, 3]), [2, 3]), [2, 4, 3]), t),
  instancenorm2d: (t) => affine(normalized(t["x"]!, [2, 3]), t),
  l2_normalize: one((t) => x.div(t, x.max(x.sqrt(g.sum(square(t), -1, { keep: true })), 1e-12))),
  cosine_similarity: ({ a: p, b: q }) => {
    const length = (t: Tensor): Tensor => x.sqrt(g.sum(square(t), -1));
    return x.div(g.sum(x.mul(p!, q!), -1), x.mul(length(p!), length(q!)));
  },
  softplus_extreme: one((t) => a.softplus(t)),
  bce_logits_extreme: (t) => l.binaryCrossEntropyLogits().values(t["x"]!, t["t"]!),
  "prod_-1": one((t) => product(t, -1)),
  cumsum_1: one((t) => cumulativeSum(t, 1)),
  cumprod_0: one((t) => cumulativeProduct(t, 0)),
  reshape: one((t) => g.reshape(t, [4, 6])),
  // Picks along an axis of rows are picks of single elements.
  gather: (t) => {
    const rows = x.mul(g.toReal(g.indexAlong([2, 3], 0)), 4);
    return g.gather(g.reshape(t["x"]!, [8]), g.toIndex(x.add(rows, g.toReal(t["i"]!))), 0);
  },
  embedding_padding_idx: (t) => {
    const used = g.tensor([0, 1, 1, 1, 1, 1], [6, 1]);
    const fixed = x.mul(x.sub(1, used), g.stopGradient(t["weight"]!));
    return g.gather(x.add(x.mul(used, t["weight"]!), fixed), t["i"]!, 0);
  },
} satisfies Record<string, Build>);

/** Rows and columns by their numbers: any way of padding that repeats what is there. */
const picked = (t: Tensor, rows: number[], columns: number[]): Tensor =>
  g.gather(g.gather(t, g.tensor(rows, [rows.length], "index"), 2), g.tensor(columns, [columns.length], "index"), 3);
const around = (size: number, low: number, high: number, place: (i: number) => number): number[] =>
  Array.from({ length: low + size + high }, (_, i) => place(i - low));
const places: Record<string, (size: number) => (i: number) => number> = {
  reflect: (size) => (i) => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i),
  replicate: (size) => (i) => Math.min(size - 1, Math.max(0, i)),
  circular: (size) => (i) => (i + size) % size,
};
for (const [mode, place] of Object.entries(places))
  table[`pad_${mode}`] = one((t) => picked(t, around(4, 1, 2, place(4)), around(4, 2, 1, place(4))));

/** Zeros (or another number) around the spatial axes. */
const padded = (t: Tensor, low: number[], high: number[], value = 0): Tensor =>
  g.pad(t, { low: [0, 0, ...low], high: [0, 0, ...high], interior: t.shape.map(() => 0), value });
/** All windows of the spatial axes: (n, c, …places, …positions). */
const windows = (t: Tensor, sizes: number[], steps: number[], dilations: number[]): Tensor => {
  const rank = sizes.length;
  let cut = t;
  sizes.forEach((size, i) => {
    cut = g.window(cut, 2 + 2 * i, size, { step: steps[i]!, dilation: dilations[i]! });
  });
  const axes = sizes.map((_, i) => 2 + 2 * i);
  return g.transpose(cut, [0, 1, ...axes, ...axes.map((axis) => axis + 1)].slice(0, 2 + 2 * rank));
};
const letters = ["p", "q", "r"];
const convolution = (t: Record<string, Tensor>, p: Params): Tensor => {
  const w = t["weight"]!;
  const rank = w.shape.length - 2;
  const sizes = w.shape.slice(2);
  const dilations = each(p["dilation"], rank, 1);
  const same = (p["padding"] as unknown) === "same";
  const pads = same ? sizes.map((size) => (size - 1) / 2) : each(p["padding"], rank, 0);
  const reflect = (p["padding_mode"] as unknown) === "reflect";
  const [rows, columns] = t["x"]!.shape.slice(2) as [number, number];
  const wide = reflect
    ? picked(t["x"]!, around(rows, 1, 1, places["reflect"]!(rows)), around(columns, 1, 1, places["reflect"]!(columns)))
    : padded(t["x"]!, pads, pads);
  const cut = windows(wide, sizes, each(p["stride"], rank, 1), dilations);
  const groups = number(p, "groups", 1);
  const out = letters.slice(0, rank).map((name) => `o${name}`);
  const inside = letters.slice(0, rank).map((name) => `k${name}`);
  const [n, c] = cut.shape as [number, number];
  const grouped = g.reshape(cut, [n, groups, c / groups, ...cut.shape.slice(2)]);
  const kernels = g.reshape(w, [groups, w.shape[0]! / groups, ...w.shape.slice(1)]);
  const result = g.contract(grouped, kernels, {
    left: ["n", "g", "c", ...out, ...inside],
    right: ["g", "f", "c", ...inside],
    output: ["n", "g", "f", ...out],
  });
  const flat = g.reshape(result, [n, w.shape[0]!, ...result.shape.slice(3)]);
  return t["bias"] === undefined ? flat : x.add(flat, g.reshape(t["bias"], [w.shape[0]!, ...out.map(() => 1)]));
};
/** Every input lays a kernel down, and what overlaps adds up: the adjoint of a convolution. */
const transposed = (t: Record<string, Tensor>, p: Params): Tensor => {
  const w = t["weight"]!;
  const rank = w.shape.length - 2;
  const [steps, pads, extra] = ["stride", "padding", "output_padding"].map((key, i) =>
    each(p[key], rank, i === 0 ? 1 : 0),
  );
  const groups = number(p, "groups", 1);
  const places = letters.slice(0, rank).map((name) => `o${name}`);
  const inside = letters.slice(0, rank).map((name) => `k${name}`);
  const [n, c] = t["x"]!.shape as [number, number];
  const laid = g.contract(
    g.reshape(t["x"]!, [n, groups, c / groups, ...t["x"]!.shape.slice(2)]),
    g.reshape(w, [groups, c / groups, ...w.shape.slice(1)]),
    {
      left: ["n", "g", "c", ...places],
      right: ["g", "c", "f", ...inside],
      output: ["n", "g", "f", ...places.flatMap((name, i) => [name, inside[i]!])],
    },
  );
  let sum = g.reshape(laid, [n, groups * w.shape[1]!, ...laid.shape.slice(3)]);
  const sizes = w.shape.slice(2);
  sizes.forEach((size, i) => {
    const length = (t["x"]!.shape[2 + i]! - 1) * steps![i]! + size;
    sum = g.fold(sum, 2 + i, length, { step: steps![i]! });
  });
  const cropped = padded(
    sum,
    pads!.map((n) => -n),
    pads!.map((n, i) => extra![i]! - n),
  );
  return x.add(cropped, g.reshape(t["bias"]!, [cropped.shape[1]!, ...places.map(() => 1)]));
};
for (const name of ["c1", "stride2_pad1", "dil2", "groups2", "same", "1x1", "reflect", "depthwise"])
  table[`conv2d_${name}`] = convolution;
table["conv2d_rect"] = convolution;
for (const name of ["conv1d_c", "conv1d_s2p1d2", "conv3d"]) table[name] = convolution;
for (const name of ["conv_transpose2d_c", "conv_transpose2d_s2p1op1", "conv_transpose2d_g2", "conv_transpose1d"])
  table[name] = transposed;

const pool =
  (
    reduce: (cut: Tensor, axes: number[], count: Tensor) => Tensor,
    fill: number,
    k: number,
    step = k,
    options: { pad?: number; dilation?: number; ceil?: boolean } = {},
  ): Build =>
  ({ x: t }) => {
    const rank = t!.shape.length - 2;
    const all = (value: number): number[] => new Array(rank).fill(value);
    const { pad = 0, dilation = 1, ceil = false } = options;
    // Rounding up lets the last window reach over the edge.
    const over = t!.shape.slice(2).map((size) => (ceil ? (step - ((size + 2 * pad - k) % step)) % step : 0));
    const cut = (of: Tensor, value: number): Tensor =>
      windows(
        padded(
          of,
          all(pad),
          over.map((n) => n + pad),
          value,
        ),
        all(k),
        all(step),
        all(dilation),
      );
    const axes = all(0).map((_, i) => 2 + rank + i);
    return reduce(cut(t!, fill), axes, g.sum(cut(g.full(t!.shape, 1), 0), axes));
  };
const greatest = (cut: Tensor, axes: number[]): Tensor => g.maximum(cut, axes, { ties: "first" });
Object.assign(table, {
  maxpool2: pool(greatest, -1e30, 2),
  maxpool3s2p1: pool(greatest, -1e30, 3, 2, { pad: 1 }),
  maxpool2s1d2: pool(greatest, -1e30, 2, 1, { dilation: 2 }),
  maxpool_ceil: pool(greatest, -1e30, 3, 2, { ceil: true }),
  maxpool1d: pool(greatest, -1e30, 3, 2),
  avgpool2: pool((cut, axes) => g.mean(cut, axes), 0, 2),
  avgpool3p1_incl: pool((cut, axes) => g.mean(cut, axes), 0, 3, 2, { pad: 1 }),
  avgpool3p1_excl: pool((cut, axes, count) => x.div(g.sum(cut, axes), count), 0, 3, 2, { pad: 1 }),
  lppool: pool((cut, axes) => x.sqrt(g.sum(square(cut), axes)), 0, 2),
  unfold: one((t) => g.reshape(g.transpose(windows(t, [2, 2], [2, 2], [1, 1]), [0, 1, 4, 5, 2, 3]), [1, 8, 6])),
  lrn: one((t) => {
    const wide = g.pad(square(t), { low: [0, 1, 0, 0], high: [0, 1, 0, 0], interior: [0, 0, 0, 0] });
    return x.div(t, x.pow(x.add(1, x.mul(1e-4, g.mean(g.window(wide, 1, 3), 2))), 0.75));
  }),
  pixel_shuffle: one((t) => g.reshape(g.transpose(g.reshape(t, [1, 1, 2, 2, 2, 3]), [0, 1, 4, 2, 5, 3]), [1, 1, 4, 6])),
} satisfies Record<string, Build>);

/** A matrix applied to the last two axes from both sides: any linear resampling. */
const resampled = (t: Tensor, rows: number[][], columns: number[][]): Tensor =>
  g.contract(g.contract(t, g.tensor(rows), "ncyx, py -> ncpx"), g.tensor(columns), "ncpx, qx -> ncpq");
const sampling = (from: number, to: number, place: (i: number) => number): number[][] =>
  Array.from({ length: to }, (_, i) => {
    const at = Math.min(from - 1, Math.max(0, place(i)));
    return Array.from({ length: from }, (__, j) => Math.max(0, 1 - Math.abs(at - j)));
  });
const upsampled = (place: (from: number) => (i: number) => number): Build =>
  one((t) => resampled(t, sampling(5, 10, place(5)), sampling(6, 12, place(6))));
/** Which parts an adaptive pool averages: from ⌊i·n/k⌋ to ⌈(i + 1)·n/k⌉. */
const adaptive = (from: number, to: number): [number, number][] =>
  Array.from({ length: to }, (_, i) => [Math.floor((i * from) / to), Math.ceil(((i + 1) * from) / to)]);
Object.assign(table, {
  upsample_nearest: upsampled(() => (i) => Math.floor(i / 2)),
  upsample_bilinear: upsampled(() => (i) => (i + 0.5) / 2 - 0.5),
  upsample_bilinear_ac: upsampled((from) => (i) => (i * (from - 1)) / (2 * from - 1)),
  adaptive_avg: one((t) => {
    const rows = (from: number, to: number): number[][] =>
      adaptive(from, to).map(([low, high]) =>
        Array.from({ length: from }, (_, j) => (j >= low && j < high ? 1 / (high - low) : 0)),
      );
    return resampled(t, rows(5, 2), rows(6, 3));
  }),
  adaptive_max: one((t) =>
    g.stack(
      adaptive(5, 2).map(([a0, a1]) =>
        g.stack(
          adaptive(6, 2).map(([b0, b1]) =>
            g.maximum(g.slice(g.slice(t, 2, a0, a1), 3, b0, b1), [2, 3], { ties: "first" }),
          ),
          2,
        ),
      ),
      2,
    ),
  ),
} satisfies Record<string, Build>);

/** Batch first to time first, and back. */
const turned = (t: Tensor): Tensor => g.transpose(t, [1, 0, 2]);
type Cell = (state: readonly Tensor[], input: Tensor, t: Tensors, suffix: string) => readonly Tensor[];
const part = (t: Tensor, i: number, size: number): Tensor => g.slice(t, -1, i * size, (i + 1) * size);
const projected = (t: Tensor, w: Tensor, b: Tensor): Tensor => x.add(g.contract(t, w, "nk, mk -> nm"), b);
const cells: Record<string, { states: number; run: Cell }> = {
  rnn_tanh: {
    states: 1,
    run: ([h], input, t, s) => [
      x.tanh(
        x.add(
          projected(input, t[`weight_ih${s}`]!, t[`bias_ih${s}`]!),
          projected(h!, t[`weight_hh${s}`]!, t[`bias_hh${s}`]!),
        ),
      ),
    ],
  },
  rnn_relu: {
    states: 1,
    run: ([h], input, t, s) => [
      a.relu(
        x.add(
          projected(input, t[`weight_ih${s}`]!, t[`bias_ih${s}`]!),
          projected(h!, t[`weight_hh${s}`]!, t[`bias_hh${s}`]!),
        ),
      ),
    ],
  },
  lstm: {
    states: 2,
    run: ([h, c], input, t, s) => {
      const size = h!.shape[1]!;
      const z = x.add(
        projected(input, t[`weight_ih${s}`]!, t[`bias_ih${s}`]!),
        projected(h!, t[`weight_hh${s}`]!, t[`bias_hh${s}`]!),
      );
      const [i, f, o] = [0, 1, 3].map((k) => a.sigmoid(part(z, k, size)));
      const next = x.add(x.mul(f!, c!), x.mul(i!, x.tanh(part(z, 2, size))));
      return [x.mul(o!, x.tanh(next)), next];
    },
  },
  gru: {
    states: 1,
    run: ([h], input, t, s) => {
      const size = h!.shape[1]!;
      const own = projected(input, t[`weight_ih${s}`]!, t[`bias_ih${s}`]!);
      const old = projected(h!, t[`weight_hh${s}`]!, t[`bias_hh${s}`]!);
      const [r, z] = [0, 1].map((k) => a.sigmoid(x.add(part(own, k, size), part(old, k, size))));
      const n = x.tanh(x.add(part(own, 2, size), x.mul(r!, part(old, 2, size))));
      return [x.add(x.mul(x.sub(1, z!), n), x.mul(z!, h!))];
    },
  },
};
const recurrent =
  (kind: string, suffixes: readonly (readonly string[])[]): Build =>
  (t) => {
    const { states, run } = cells[kind]!;
    let input = turned(t["x"]!);
    const last: Tensor[][] = Array.from({ length: states }, () => []);
    for (const directions of suffixes) {
      const outputs = directions.map((suffix) => {
        const size = t[`weight_hh${suffix}`]!.shape[1]!;
        const first = Array.from({ length: states }, () => g.full([input.shape[1]!, size], 0));
        const loop = scan((state, [element]) => ({ carries: run(state, element!, t, suffix) }), first, {
          sequences: [input],
          reverse: suffix.endsWith("reverse"),
        });
        for (let k = 0; k < states; k++) last[k]!.push(loop.carries[k]!);
        return loop.stacked[0]!;
      });
      input = outputs.length === 1 ? outputs[0]! : g.concat(outputs, 2);
    }
    return [turned(input), ...last.map((list) => g.stack(list))];
  };
Object.assign(table, {
  rnn_tanh: recurrent("rnn_tanh", [["_l0"]]),
  rnn_relu: recurrent("rnn_relu", [["_l0"]]),
  lstm: recurrent("lstm", [["_l0"]]),
  gru: recurrent("gru", [["_l0"]]),
  lstm_2layer: recurrent("lstm", [["_l0"], ["_l1"]]),
  lstm_bidir: recurrent("lstm", [["_l0", "_l0_reverse"]]),
  gru_bidir: recurrent("gru", [["_l0", "_l0_reverse"]]),
  lstm_cell: (t) => cells["lstm"]!.run([g.full([2, 2], 0), g.full([2, 2], 0)], t["x"]!, t, ""),
  gru_cell: (t) => cells["gru"]!.run([t["h"]!], t["x"]!, t, ""),
} satisfies Record<string, Build>);

const causal = (size: number): Tensor => x.lessEqual(g.indexAlong([size, size], 1), g.indexAlong([size, size], 0));
const attended = (q: Tensor, k: Tensor, v: Tensor, mask?: Tensor): [Tensor, Tensor] => {
  const scores = x.div(
    g.matmul(q, g.transpose(k, [...k.shape.keys()].slice(0, -2).concat([k.shape.length - 1, k.shape.length - 2]))),
    Math.sqrt(q.shape.at(-1)!),
  );
  const weights = g.softmax(mask === undefined ? scores : x.select(mask, scores, -1e30));
  return [g.matmul(weights, v), weights];
};
const heads = (q: Tensor, k: Tensor, v: Tensor, t: Tensors, prefix: string): [Tensor, Tensor] => {
  const size = q.shape.at(-1)!;
  const count = 2;
  const project = (of: Tensor, i: number): Tensor => {
    const w = g.slice(t[`${prefix}in_proj_weight`]!, 0, i * size, (i + 1) * size);
    const z = x.add(
      g.contract(of, w, "bnk, mk -> bnm"),
      g.slice(t[`${prefix}in_proj_bias`]!, 0, i * size, (i + 1) * size),
    );
    return g.transpose(g.reshape(z, [of.shape[0]!, of.shape[1]!, count, size / count]), [0, 2, 1, 3]);
  };
  const [y, weights] = attended(project(q, 0), project(k, 1), project(v, 2));
  const joined = g.reshape(g.transpose(y, [0, 2, 1, 3]), q.shape);
  const out = x.add(g.contract(joined, t[`${prefix}out_proj.weight`]!, "bnk, mk -> bnm"), t[`${prefix}out_proj.bias`]!);
  return [out, g.mean(weights, 1)];
};
Object.assign(table, {
  attention_causal: (t) => attended(t["q"]!, t["k"]!, t["v"]!, causal(4))[0],
  multihead_attention: (t) => heads(t["q"]!, t["k"]!, t["v"]!, t, ""),
  transformer_encoder_layer: (t) => {
    const norm = (of: Tensor, i: number): Tensor =>
      layer(layerNorm(), of, { scale: t[`norm${i}.weight`]!, shift: t[`norm${i}.bias`]! }).output;
    const linear = (of: Tensor, i: number): Tensor =>
      x.add(g.contract(of, t[`linear${i}.weight`]!, "bnk, mk -> bnm"), t[`linear${i}.bias`]!);
    const first = norm(x.add(t["x"]!, heads(t["x"]!, t["x"]!, t["x"]!, t, "self_attn.")[0]), 1);
    return norm(x.add(first, linear(a.relu(linear(first, 1)), 2)), 2);
  },
} satisfies Record<string, Build>);

/** A loss of ours as PyTorch's mean, sum and none. */
const loss = (
  name: string,
  record: Loss,
  arrange: (t: Tensors) => [Tensor, Tensor] = (t) => [t["x"]!, t["t"]!],
): void => {
  table[`${name}_mean`] = (t) => lossOf(record, ...arrange(t));
  table[`${name}_sum`] = (t) => lossOf({ ...record, reduction: "sum" }, ...arrange(t));
  table[`${name}_none`] = (t) => record.values(...arrange(t));
};
const sides = (...t: Tensor[]): Tensor =>
  g.concat(
    t.map((one) => (one.shape.length === 1 ? g.reshape(one, [-1, 1]) : one)),
    -1,
  );
loss("mse", l.meanSquaredError);
loss("l1", l.meanAbsoluteError);
loss("huber_d1.3", l.huber({ delta: 1.3 }));
loss("bce", l.binaryCrossEntropy);
loss("bce_logits", l.binaryCrossEntropyLogits());
loss("bce_logits_posw", l.binaryCrossEntropyLogits({ positiveWeights: [0.5, 2, 3] }));
const indices = { from: "logits", targets: "indices" } as const;
loss("cross_entropy", l.crossEntropy(indices));
loss("cross_entropy_ls0.1", l.crossEntropy({ ...indices, smoothing: 0.1 }));
loss("cross_entropy_weight", l.crossEntropy({ ...indices, classWeights: [0.2, 1, 2, 0.7] }));
loss("cross_entropy_ignore", l.crossEntropy({ ...indices, ignored: -100 }));
loss("cross_entropy_soft", l.crossEntropy({ from: "logits" }));
loss("cross_entropy_2d", l.crossEntropy(indices), (t) => [channelsLast(t["x"]!), t["t"]!]);
loss("nll", l.negativeLogLikelihood);
loss("poisson_nll", l.poisson());
loss("gaussian_nll", l.gaussianNegativeLogLikelihood, (t) => [sides(t["x"]!, t["v"]!), t["t"]!]);
loss("margin_ranking", l.marginRanking({ margin: 0.3 }), (t) => [sides(t["a"]!, t["b"]!), t["t"]!]);
loss("cosine_embedding", l.cosineEmbedding({ margin: 0.1 }), (t) => [sides(t["a"]!, t["b"]!), t["t"]!]);
loss("triplet", l.triplet(), (t) => [sides(t["a"]!, t["p"]!, t["n"]!), t["a"]!]);
table["margin_ranking_none"] = (t) =>
  g.reshape(l.marginRanking({ margin: 0.3 }).values(sides(t["a"]!, t["b"]!), t["t"]!), [5]);
const divergence = l.kullbackLeibler({ from: "logarithms" });
table["kl_div_batchmean"] = (t) => lossOf(divergence, t["x"]!, t["t"]!);
table["kl_div_sum"] = (t) => lossOf({ ...divergence, reduction: "sum" }, t["x"]!, t["t"]!);
table["kl_div_mean"] = (t) => x.div(lossOf(divergence, t["x"]!, t["t"]!), 4);
// Element by element: each as a row of its own.
table["kl_div_none"] = (t) =>
  g.reshape(divergence.values(g.reshape(t["x"]!, [12, 1]), g.reshape(t["t"]!, [12, 1])), [3, 4]);
for (const reduction of ["sum", "none"] as const)
  table[`ctc_${reduction}`] = (t, p) => {
    const {
      blank,
      targets,
      input_lengths: lengths,
    } = p as unknown as { blank: number; targets: number[][]; input_lengths: number[] };
    const logits = g.transpose(t["x"]!, [1, 0, 2]);
    const mask = g.tensor(lengths.map((length) => Array.from({ length: logits.shape[1]! }, (_, i) => +(i < length))));
    const record = l.ctc({ blank });
    if (reduction === "none") return record.values(logits, g.tensor(targets), mask);
    return lossOf({ ...record, reduction }, logits, g.tensor(targets), undefined, mask);
  };
const plain = (name: string, values: (t: Tensors) => Tensor): void => {
  loss(
    name,
    { name, reduction: "mean", half: false, predictions: "numbers", output: "identity", values: (t) => t },
    (t) => [values(t), values(t)],
  );
};
plain("soft_margin", (t) => a.softplus(x.neg(x.mul(t["t"]!, t["x"]!))));
plain("smooth_l1_b0.6", (t) => x.div(l.huber({ delta: 0.6 }).values(t["x"]!, t["t"]!), 0.6));
plain("hinge_embedding", (t) => x.select(x.equal(t["t"]!, 1), t["x"]!, x.max(0, x.sub(1, t["x"]!))));
plain("multilabel_soft_margin", (t) => g.mean(l.binaryCrossEntropyLogits().values(t["x"]!, t["t"]!), -1));
plain("multi_margin", (t) => {
  const own = g.oneHot(t["t"]!, 4);
  const right = g.sum(x.mul(own, t["x"]!), -1, { keep: true });
  return x.div(g.sum(x.select(own, 0, x.max(0, x.add(1, x.sub(t["x"]!, right)))), -1), 4);
});

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import * as x from "../../src/expr/operations/index.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import * as g from "../../src/graph/functions.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import * as a from "../../src/nn/activations/index.gen.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";

interface Flat {
  readonly s: number[];
  readonly d: (number | string)[];
}
type Params = Record<string, never>;
interface Case {
  readonly name: string;
  readonly group: string;
  readonly params: Params;
  readonly inputs: Record<string, Flat>;
  readonly grads: Record<string, Flat>;
  readonly outputs: Flat[];
  readonly grad_outputs: Flat[];
}
type Build = (t: Record<string, Tensor>, p: Params) => Tensor;

const path = new URL("../fixtures/torch_ship_ops.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Case[] };

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
const table: Record<string, Build> = {
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
  bce_mean: (t) => g.mean(binaryCrossEntropy.values(t["x"]!, t["t"]!)),
  bce_sum: (t) => g.sum(binaryCrossEntropy.values(t["x"]!, t["t"]!)),
  bce_none: (t) => binaryCrossEntropy.values(t["x"]!, t["t"]!),
};
for (const [name, f] of Object.entries(binary))
  for (let k = 0; k < 5; k++) table[`${name}_b${k}`] = (t) => f(t["a"]!, t["b"]!);
for (const name of ["2d", "vec_mat", "mat_vec", "dot", "batched", "bcast", "bcast_2d"])
  table[`matmul_${name}`] = (t) => g.matmul(t["input"]!, t["other"]!);
const reductions: Record<string, (t: Tensor) => Tensor> = {
  mean: (t) => g.mean(t),
  sum: (t) => g.sum(t),
  none: (t) => t,
};
const elementLosses: Record<string, (d: Record<string, Tensor>) => Tensor> = {
  mse: (t) => square(x.sub(t["x"]!, t["t"]!)),
  l1: (t) => x.abs(x.sub(t["x"]!, t["t"]!)),
  bce_logits: (t) => x.sub(a.softplus(t["x"]!), x.mul(t["t"]!, t["x"]!)),
  cross_entropy: (t) => x.neg(g.sum(x.mul(g.oneHot(t["t"]!, 4), g.logSoftmax(t["x"]!)), -1)),
  cross_entropy_soft: (t) => x.neg(g.sum(x.mul(t["t"]!, g.logSoftmax(t["x"]!)), -1)),
  nll: (t) => x.neg(g.sum(x.mul(g.oneHot(t["t"]!, 4), t["x"]!), -1)),
  poisson_nll: (t) => x.sub(x.exp(t["x"]!), x.mul(t["t"]!, t["x"]!)),
  soft_margin: (t) => a.softplus(x.neg(x.mul(t["t"]!, t["x"]!))),
  margin_ranking: (t) => x.max(0, x.add(x.mul(x.neg(t["t"]!), x.sub(t["a"]!, t["b"]!)), 0.3)),
};
for (const [name, values] of Object.entries(elementLosses))
  for (const [reduction, reduce] of Object.entries(reductions))
    table[`${name}_${reduction}`] = (t) => reduce(values(t));

const numbers = (flat: Flat): number[] => flat.d.map(Number);
/** Where the fixture itself carries a float32 constant: 1/1.3 in the gradient of CELU, 1/6 in that of hard sigmoid. */
const fixtureError: Readonly<Record<string, number>> = { "celu_1.3": 1e-7, hardsigmoid: 1e-7 };
const indices = new Set(["i", "t"]);

test("values and gradients are PyTorch's, on the reference and compiled", async () => {
  let passed = 0;
  const waiting: string[] = [];
  const failures: string[] = [];
  for (const one of cases) {
    const build = Object.hasOwn(table, one.name) ? table[one.name] : undefined;
    if (build === undefined) {
      waiting.push(one.name);
      continue;
    }
    const isIndex = (name: string, flat: Flat): boolean =>
      indices.has(name) &&
      !(name in one.grads) &&
      (name === "i" || (flat.s.length === 1 && one.group === "loss")) &&
      one.inputs["a"] === undefined;
    for (const [backend, relative, absolute] of [
      [reference(), 1e-9, 1e-10],
      [wasm(), 1e-4, 1e-5],
    ] as const) {
      const tensors = Object.fromEntries(
        Object.entries(one.inputs).map(([name, flat]) => [
          name,
          g.state(name, flat.s, isIndex(name, flat) ? "index" : "real"),
        ]),
      );
      const output = build(tensors, one.params);
      const weights = g.tensor(numbers(one.grad_outputs[0]!), one.grad_outputs[0]!.s);
      const names = Object.keys(one.grads);
      const gradients = differentiate(
        g.sum(x.mul(output, weights)),
        names.map((name) => tensors[name]!),
      );
      const session = backend.open();
      const outputs = { output, ...Object.fromEntries(names.map((name, i) => [`∂${name}`, gradients[i]!])) };
      const executable = await session.load({ outputs });
      for (const name of session.names()) session.write(name, numbers(one.inputs[name]!));
      const results = executable.run(1);
      const compare = (key: string, want: Flat): void => {
        numbers(want).forEach((value, i) => {
          const found = results[key]![i]!;
          const close =
            Object.is(found, value) ||
            Math.abs(found - value) <= absolute + Math.max(relative, fixtureError[one.name] ?? 0) * Math.abs(value);
          if (!close) failures.push(`${one.name} on ${backend.name}: ${key}[${i}] is ${found}, expected ${value}`);
        });
      };
      compare("output", one.outputs[0]!);
      for (const name of names) compare(`∂${name}`, one.grads[name]!);
    }
    passed++;
  }
  expect(failures).toEqual([]);
  console.log(`${passed} of ${cases.length} operations of PyTorch agree; waiting: ${waiting.join(", ")}`);
  expect(passed).toBe(Object.keys(table).filter((name) => cases.some((one) => one.name === name)).length);
  expect(passed).toBeGreaterThanOrEqual(161);
});

// What is timed: whole training steps of three networks (W1–W3), and products of square matrices (W6).
import { load } from "./spec.mjs";

/** loss@100: the loss of batch 0 after 100 steps, as PyTorch computes it. */
export const workloads = {
  W1: {
    sizes: [3, 4, 1],
    hidden: "sigmoid",
    loss: "squares",
    optimizer: "sgd",
    rate: 1,
    batch: 4,
    batches: 1,
    loss100: 0.99950492,
  },
  W2: {
    sizes: [30, 64, 32, 1],
    hidden: "relu",
    loss: "binary",
    optimizer: "adam",
    rate: 1e-3,
    batch: 32,
    batches: 17,
    loss100: 0.25965354,
  },
  W3: {
    sizes: [784, 128, 10],
    hidden: "relu",
    loss: "classes",
    optimizer: "adam",
    rate: 1e-3,
    batch: 64,
    batches: 20,
    loss100: 2.24630594,
  },
};
export const products = [128, 256, 512, 1024];

/** A workload with its numbers: parameters (weights and bias of each layer, in turn), inputs, targets. */
export function prepared(name) {
  const workload = workloads[name];
  const { p, d, y } = load(name);
  const outputs = workload.sizes.at(-1);
  const rows = d.x.length / workload.sizes[0];
  const targets = new Float32Array(rows * outputs);
  y.forEach((value, i) => {
    targets[outputs === 1 ? i : i * outputs + value] = outputs === 1 ? value : 1;
  });
  return { ...workload, name, parameters: Object.values(p), inputs: d.x, targets, rows, outputs };
}

/** The matrices of a product. */
export function matrices(n) {
  const { d } = load("W6");
  return { a: d[`a${n}`], b: d[`b${n}`] };
}

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

import { times } from "../support/measure.mjs";

/** Starts a back end, and makes sure that it is the one that runs: TensorFlow.js falls back in silence. */
async function start({ backend }) {
  const wasm = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(wasm), "/"));
  await tf.setBackend(backend);
  await tf.ready();
  if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js runs on ${tf.getBackend()}, not on ${backend}`);
}

/** Weights and biases of layers, in turn. */
const weightsOf = ({ sizes, parameters }) =>
  parameters.map((values, i) => {
    const [n, m] = [sizes[i >> 1], sizes[(i >> 1) + 1]];
    return tf.variable(tf.tensor(values, i % 2 === 0 ? [n, m] : [m]));
  });

/** The sums of the last layer. */
function logits({ sizes, hidden }, weights, x) {
  let value = x;
  for (let l = 0; l < sizes.length - 1; l++) {
    const z = tf.add(tf.matMul(value, weights[2 * l]), weights[2 * l + 1]);
    value = l === sizes.length - 2 ? z : hidden === "sigmoid" ? tf.sigmoid(z) : tf.relu(z);
  }
  return value;
}

export async function training(problem, options) {
  await start(options);
  const { sizes, loss, batch, batches, inputs, targets, outputs } = problem;
  const { name: optimizer, rate, momentum } = problem.optimizer;
  const variables = weightsOf(problem);
  const chosen = {
    adam: () => tf.train.adam(rate, 0.9, 0.999, 1e-8),
    momentum: () => tf.train.momentum(rate, momentum),
    sgd: () => tf.train.sgd(rate),
  }[optimizer]();
  const parts = Array.from({ length: batches }, (_, k) => ({
    x: tf.tensor(inputs.slice(k * batch * sizes[0], (k + 1) * batch * sizes[0]), [batch, sizes[0]]),
    y: tf.tensor(targets.slice(k * batch * outputs, (k + 1) * batch * outputs), [batch, outputs]),
  }));
  const objective = ({ x, y }) => {
    const value = logits(problem, variables, x);
    if (loss === "classes") return tf.losses.softmaxCrossEntropy(y, value);
    if (loss === "binary") return tf.losses.sigmoidCrossEntropy(y, value);
    return tf.sum(tf.squaredDifference(tf.sigmoid(value), y));
  };
  let done = 0;
  let total = tf.scalar(0);
  return {
    repeat: (count) => {
      for (let i = 0; i < count; i++, done++) {
        const cost = chosen.minimize(() => objective(parts[done % batches]), true, variables);
        const sum = tf.add(total, cost);
        tf.dispose([total, cost]);
        total = sum;
      }
      if (!Number.isFinite(total.dataSync()[0])) throw new Error("the loss is not finite");
    },
    results: () => tf.tidy(() => objective(parts[0]).dataSync()),
  };
}

/** An operation on tensors that stay, done again and again; both back ends compute at once, so nothing is left open. */
function repeated(f, probes) {
  let last;
  return {
    repeat: times(() => {
      last?.dispose();
      last = tf.tidy(f);
    }),
    results: () => {
      const values = last.dataSync();
      return probes.map((i) => values[i]);
    },
  };
}

export async function product({ n, a, b, probes }, options) {
  await start(options);
  const [x, y] = [tf.tensor(a, [n, n]), tf.tensor(b, [n, n])];
  return repeated(() => tf.matMul(x, y), probes);
}

const operations = { sigmoid: tf.sigmoid, softmax: (x) => tf.softmax(x, -1), rowSum: (x) => tf.sum(x, 1) };

export async function stream({ operation, x: values, shape, probes }, options) {
  await start(options);
  const x = tf.tensor(values, shape);
  return repeated(() => operations[operation](x), probes);
}

export async function inference(problem, options) {
  await start(options);
  const { sizes, rows, inputs, outputs, probes } = problem;
  const weights = weightsOf(problem);
  let last;
  return {
    repeat: times(() => {
      last = tf.tidy(() => {
        const z = logits(problem, weights, tf.tensor(inputs, [rows, sizes[0]]));
        return (outputs === 1 ? tf.sigmoid(z) : tf.softmax(z, -1)).dataSync();
      });
    }),
    results: () => probes.map((i) => last[i]),
  };
}

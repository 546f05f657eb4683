import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

/** Starts a back end, and makes sure that it is the one that runs. */
export async function start(backend) {
  const wasm = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(wasm), "/"));
  await tf.setBackend(backend);
  await tf.ready();
  if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js runs on ${tf.getBackend()}, not on ${backend}`);
}

export async function training({
  sizes,
  hidden,
  loss,
  optimizer,
  rate,
  batch,
  batches,
  parameters,
  inputs,
  targets,
  outputs,
}) {
  const variables = parameters.map((values, i) => {
    const layer = i >> 1;
    return tf.variable(tf.tensor(values, i % 2 === 0 ? [sizes[layer], sizes[layer + 1]] : [sizes[layer + 1]]));
  });
  const chosen = optimizer === "adam" ? tf.train.adam(rate, 0.9, 0.999, 1e-8) : tf.train.sgd(rate);
  const parts = Array.from({ length: batches }, (_, k) => ({
    x: tf.tensor(inputs.slice(k * batch * sizes[0], (k + 1) * batch * sizes[0]), [batch, sizes[0]]),
    y: tf.tensor(targets.slice(k * batch * outputs, (k + 1) * batch * outputs), [batch, outputs]),
  }));
  const objective = ({ x, y }) => {
    let value = x;
    for (let l = 0; l < sizes.length - 1; l++) {
      const z = tf.add(tf.matMul(value, variables[2 * l]), variables[2 * l + 1]);
      value = l === sizes.length - 2 ? z : hidden === "relu" ? tf.relu(z) : tf.sigmoid(z);
    }
    if (loss === "classes") return tf.losses.softmaxCrossEntropy(y, value);
    if (loss === "binary") return tf.losses.sigmoidCrossEntropy(y, value);
    return tf.sum(tf.squaredDifference(tf.sigmoid(value), y));
  };
  let done = 0;
  return {
    steps: (count) => {
      for (let i = 0; i < count; i++, done++) chosen.minimize(() => objective(parts[done % batches]), false, variables);
      // Waits until the numbers are there.
      variables[0].dataSync();
    },
    lossOfBatch0: () => tf.tidy(() => objective(parts[0]).dataSync()[0]),
  };
}

export async function product(n, a, b) {
  const [x, y] = [a, b].map((values) => tf.tensor(values, [n, n]));
  let first = 0;
  return {
    run: () =>
      tf.tidy(() => {
        first = tf.matMul(x, y).dataSync()[0];
      }),
    first: () => first,
  };
}

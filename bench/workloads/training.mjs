// W1–W4 and W10: whole training steps (forward, loss, backward, update), with the loss of every step added up. Each network
// has a sibling of awkward sizes, which shows that a speed does not hang on the sizes that everybody knows.
import { load, uniform } from "../spec.mjs";

const perSecond = (unit, each) => ({ unit, of: (seconds) => each / seconds });

/** Losses of batch 0 after so many steps, as PyTorch 1.13 computes them; `tolerance` is relative. */
const losses = (expected, tolerance = 1e-3) =>
  Object.entries(expected).map(([after, loss]) => ({ after: Number(after), expected: [loss], tolerance, floor: 0 }));

const withoutLoops = {
  "tensorflow-wasm": "a step takes a fifteenth of a second",
  brain: "learns row by row",
  sklearn: "has no recurrent networks",
  "sklearn-2": "has no recurrent networks",
};

const table = [
  {
    id: "W1",
    title: "3-4-1 sigmoid, sum of squares, SGD, the four-row table",
    figure: { unit: "ms per 2,500 steps", of: (seconds) => seconds * 2500 * 1000 },
    sizes: [3, 4, 1],
    hidden: "sigmoid",
    loss: "squares",
    optimizer: { name: "sgd", rate: 1 },
    batch: 4,
    batches: 1,
    checks: losses({ 100: 0.99950492, 2500: 0.00118377 }),
    without: { sklearn: "has no sum of squares", "sklearn-2": "has no sum of squares" },
  },
  {
    id: "W2",
    title: "30-64-32-1 relu, binary cross-entropy, Adam, batch 32",
    figure: perSecond("steps/s", 1),
    sizes: [30, 64, 32, 1],
    hidden: "relu",
    loss: "binary",
    optimizer: { name: "adam", rate: 1e-3 },
    batch: 32,
    batches: 17,
    checks: losses({ 100: 0.25965354 }),
  },
  {
    id: "W2-sibling",
    siblingOf: "W2",
    title: "37-71-29-3 relu, cross-entropy, Adam, batch 31",
    figure: perSecond("steps/s", 1),
    sizes: [37, 71, 29, 3],
    hidden: "relu",
    loss: "classes",
    optimizer: { name: "adam", rate: 1e-3 },
    batch: 31,
    batches: 17,
    checks: losses({ 100: 1.07153392 }),
    seed: 12000,
  },
  {
    id: "W3",
    title: "784-128-10 relu, cross-entropy, Adam, batch 64",
    figure: perSecond("images/s", 64),
    sizes: [784, 128, 10],
    hidden: "relu",
    loss: "classes",
    optimizer: { name: "adam", rate: 1e-3 },
    batch: 64,
    batches: 20,
    checks: losses({ 100: 2.24630594 }),
  },
  {
    id: "W3-sibling",
    siblingOf: "W3",
    title: "785-129-11 relu, cross-entropy, Adam, batch 63",
    figure: perSecond("images/s", 63),
    sizes: [785, 129, 11],
    hidden: "relu",
    loss: "classes",
    optimizer: { name: "adam", rate: 1e-3 },
    batch: 63,
    batches: 20,
    checks: losses({ 100: 0.67046952 }),
    seed: 13000,
  },
  {
    id: "W4",
    title: "784-1024-1024-10 relu, cross-entropy, momentum 0.9, batch 256",
    figure: perSecond("images/s", 256),
    sizes: [784, 1024, 1024, 10],
    hidden: "relu",
    loss: "classes",
    optimizer: { name: "momentum", rate: 0.01, momentum: 0.9 },
    batch: 256,
    batches: 4,
    checks: losses({ 100: 2.23508763 }),
    without: {
      "tensorflow-wasm": "100 steps take minutes",
      "chainrule-calls": "a training takes a quarter of a minute",
      "chainrule-calls-2": "a training takes a quarter of a minute",
    },
  },
  {
    id: "W10",
    title: "LSTM 16→64 over 32 steps, dense(1), mean squares, Adam, batch 32",
    figure: perSecond("steps/s", 1),
    recurrent: { time: 32, channels: 16, units: 64 },
    sizes: [512, 1],
    loss: "mean",
    optimizer: { name: "adam", rate: 1e-3 },
    batch: 32,
    batches: 10,
    checks: losses({ 100: 3.4556764e-5 }),
    without: withoutLoops,
  },
  {
    id: "W10-sibling",
    siblingOf: "W10",
    title: "LSTM 17→61 over 29 steps, dense(1), mean squares, Adam, batch 31",
    figure: perSecond("steps/s", 1),
    recurrent: { time: 29, channels: 17, units: 61 },
    sizes: [493, 1],
    loss: "mean",
    optimizer: { name: "adam", rate: 1e-3 },
    batch: 31,
    batches: 10,
    checks: losses({ 100: 6.7292037e-4 }),
    seed: 14000,
    without: withoutLoops,
  },
];

/** Multiplications and additions of a step: forward and ∂L/∂W 2·batch·parameters each, ∂L/∂x all but the first layer's. */
export function flopsOf({ sizes, recurrent, batch }) {
  if (recurrent !== undefined) {
    const { time, channels, units } = recurrent;
    return 2 * batch * (time * 4 * units * (2 * channels + 3 * units) + 3 * units * sizes.at(-1));
  }
  const products = sizes.slice(1).map((units, i) => units * sizes[i]);
  const all = products.reduce((sum, count) => sum + count, 0);
  return 2 * batch * (3 * all - products[0]);
}

/** A matrix and a bias as they begin. */
const layer = (seed, inputs, units) => {
  const bound = 1 / Math.sqrt(inputs);
  return [uniform(seed, inputs * units, -bound, bound), new Float32Array(units)];
};

/** The numbers of a network that no table names: weights and data as in `spec.mjs`, from seeds of its own. */
export function generated({ sizes, recurrent, batch, batches, seed }) {
  const rows = batch * batches;
  const inputs = uniform(seed + 1, rows * sizes[0], -1, 1);
  if (recurrent !== undefined) {
    const { channels, units } = recurrent;
    const bound = 1 / Math.sqrt(units);
    const matrix = (at, count) => uniform(seed + at, count * 4 * units, -bound, bound);
    const gates = [matrix(10, channels), matrix(20, units), new Float32Array(4 * units)];
    const means = Float32Array.from({ length: rows }, (_, row) => {
      const own = inputs.subarray(row * sizes[0], (row + 1) * sizes[0]);
      return (2 * own.reduce((sum, value) => sum + value, 0)) / sizes[0];
    });
    return { parameters: [...gates, ...layer(seed + 30, units, 1)], inputs, labels: means };
  }
  const parameters = sizes.slice(1).flatMap((units, i) => layer(seed + 10 * (i + 1), sizes[i], units));
  const classes = sizes.at(-1);
  const labels = Int32Array.from(uniform(seed + 2, rows, 0, 1), (u) => Math.floor(u * classes));
  return { parameters, inputs, labels };
}

function given(record) {
  if (record.seed !== undefined) return generated(record);
  const { p, d, y } = load(record.id);
  return { parameters: Object.values(p), inputs: d.x, labels: y };
}

/** A network with its numbers: parameters (weights and bias of each layer, in turn), inputs, and targets (one column for each output). */
export function trainingProblem(record) {
  const { sizes, recurrent, hidden, loss, optimizer, batch, batches, checks } = record;
  const { parameters, inputs, labels } = given(record);
  const rows = batch * batches;
  const outputs = sizes.at(-1);
  const targets = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    if (outputs === 1) targets[row] = labels[row];
    else targets[row * outputs + labels[row]] = 1;
  }
  return {
    ...{ sizes, recurrent, hidden, loss, optimizer, batch, batches, checks, rows, outputs, parameters },
    ...{ inputs: inputs.slice(0, rows * sizes[0]), labels: Int32Array.from(labels.slice(0, rows)), targets },
  };
}

export const training = table.map((record) => ({
  ...record,
  workload: record.id.split("-")[0],
  kind: "training",
  flops: flopsOf(record),
  problem: () => trainingProblem(record),
}));

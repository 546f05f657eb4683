// W1–W5 and W10: whole training steps (forward, loss, backward, update), with the loss of every step added up. Siblings of
// awkward sizes show that a speed does not hang on the sizes that everybody knows.
import { load, uniform } from "../spec.mjs";
import { flopsOf, inputsOf, parametersOf } from "./networks.mjs";

const perSecond = (unit, each) => ({ unit, of: (seconds) => each / seconds });

/** Losses of batch 0 after so many steps, as PyTorch 1.13 computes them; `tolerance` is relative. */
const losses = (expected, tolerance = 1e-3) =>
  Object.entries(expected).map(([after, loss]) => ({ after: Number(after), expected: [loss], tolerance, floor: 0 }));

/** Contestants that have, or are given here, dense layers only. */
const denseOnly = {
  sklearn: "has dense layers only",
  "sklearn-2": "has dense layers only",
  "tensorflow-wasm": "is given dense layers only",
};

/** What trainings on sequences have in common. */
const sequences = {
  figure: perSecond("steps/s", 1),
  loss: "meanSquares",
  optimizer: { name: "adam", rate: 1e-3 },
  batches: 10,
  without: denseOnly,
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
    id: "W5",
    title: "LeNet (two convolutions of 5×5 with pooling, 400-120-84-10 relu), cross-entropy, Adam, batch 64",
    figure: perSecond("images/s", 64),
    input: [28, 28, 1],
    front: [
      { layer: "conv", filters: 6, size: 5, padding: "same" },
      { layer: "maxPool", size: 2 },
      { layer: "conv", filters: 16, size: 5, padding: "valid" },
      { layer: "maxPool", size: 2 },
      { layer: "flatten" },
    ],
    sizes: [400, 120, 84, 10],
    hidden: "relu",
    loss: "classes",
    optimizer: { name: "adam", rate: 1e-3 },
    batch: 64,
    batches: 10,
    checks: losses({ 100: 2.28269839 }),
    without: denseOnly,
  },
  {
    id: "W10",
    title: "LSTM 16→64 over 32 steps and dense(1), squared error, Adam, batch 32",
    ...sequences,
    input: [32, 16],
    front: [{ layer: "lstm", units: 64 }],
    sizes: [64, 1],
    batch: 32,
    checks: losses({ 100: 3.4556764e-5 }),
  },
  {
    id: "W10-sibling",
    siblingOf: "W10",
    title: "LSTM 17→61 over 29 steps and dense(1), squared error, Adam, batch 31",
    ...sequences,
    input: [29, 17],
    front: [{ layer: "lstm", units: 61 }],
    sizes: [61, 1],
    batch: 31,
    checks: losses({ 100: 6.7292037e-4 }),
    seed: 14000,
  },
];

/** The numbers of a network that no table names: weights and data as in `spec.mjs`, from seeds of its own. */
function generated(record) {
  const { sizes, batch, batches, seed, loss } = record;
  const rows = batch * batches;
  const width = inputsOf(record);
  const parameters = parametersOf(record, seed);
  const inputs = uniform(seed + 1, rows * width, -1, 1);
  if (loss === "meanSquares")
    return { parameters, inputs, labels: Float32Array.from({ length: rows }, means(inputs, width)) };
  const classes = sizes.at(-1);
  const labels = Int32Array.from(uniform(seed + 2, rows, 0, 1), (u) => Math.floor(u * classes));
  return { parameters, inputs, labels };
}

/** Twice the mean of each row. */
const means = (inputs, width) => (_, row) =>
  (2 * inputs.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0)) / width;

function given(record) {
  if (record.seed !== undefined) return generated(record);
  const { p, d, y } = load(record.id);
  return { parameters: Object.values(p), inputs: d.x, labels: record.loss === "meanSquares" ? y : Int32Array.from(y) };
}

/** A network with its numbers: the parameters of all layers, inputs, and targets (one column for each output). */
export function trainingProblem(record) {
  const { sizes, input, front, hidden, loss, optimizer, batch, batches, checks } = record;
  const { parameters, inputs, labels } = given(record);
  const rows = batch * batches;
  const width = inputsOf(record);
  const outputs = sizes.at(-1);
  const targets = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    if (outputs === 1) targets[row] = labels[row];
    else targets[row * outputs + labels[row]] = 1;
  }
  return {
    ...{ sizes, input, front, width, hidden, loss, optimizer, batch, batches, checks, rows, outputs, parameters },
    ...{ inputs: inputs.slice(0, rows * width), labels: labels.slice(0, rows), targets },
  };
}

export const training = table.map((record) => ({
  ...record,
  workload: record.id.replace(/-.*/, ""),
  kind: "training",
  flops: flopsOf(record, record.batch),
  problem: () => trainingProblem(record),
}));

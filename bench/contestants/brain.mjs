// brain.js by train() and run(). It learns row by row and has one activation for all layers: its numbers cannot be those
// of the others, so only its speed is shown, a step being a batch of rows. It moves the weights its
// usual way, by their slopes: its Adam takes several times as long.
import { createRequire } from "node:module";
import { times } from "../support/measure.mjs";

const { NeuralNetwork } = createRequire(import.meta.url)("brain.js");

const networkOf = ({ sizes, hidden = "relu" }) =>
  new NeuralNetwork({ hiddenLayers: sizes.slice(1, -1), activation: hidden });

/** Rows as brain.js takes them. */
const rowsOf = (values, width, count) =>
  Array.from({ length: count }, (_, row) => values.subarray(row * width, (row + 1) * width));

export async function training(problem) {
  const { sizes, optimizer, batch, batches, inputs, targets, rows, outputs } = problem;
  const network = networkOf(problem);
  const targetRows = rowsOf(targets, outputs, rows);
  const examples = rowsOf(inputs, sizes[0], rows).map((input, i) => ({ input, output: targetRows[i] }));
  // Every rate must lie between 0 and 1, both excluded.
  const inside = (value) => Math.min(0.999, Math.max(1e-9, value));
  const options = {
    learningRate: inside(optimizer.rate),
    momentum: inside(optimizer.momentum ?? 0),
    errorThresh: inside(0),
    errorCheckInterval: Number.MAX_SAFE_INTEGER,
  };
  return {
    // Few steps are fewer rows, many are epochs.
    repeat: (count) => {
      const few = count < batches ? examples.slice(0, count * batch) : examples;
      network.train(few, { ...options, iterations: Math.max(1, Math.round(count / batches)) });
    },
    results: () => [],
  };
}

export async function inference(problem) {
  const { sizes, inputs, outputs, rows } = problem;
  const network = networkOf(problem);
  network.sizes = sizes;
  network.initialize();
  const given = rowsOf(inputs, sizes[0], rows);
  const out = new Float32Array(rows * outputs);
  return {
    repeat: times(() => {
      for (let row = 0; row < rows; row++) out.set(network.run(given[row]), row * outputs);
    }),
    results: () => [],
  };
}

// Pictures of clothes in ten classes: a network of two convolutions and a dense layer, beside what others have submitted.
// Run: apt-get install dataset-fashion-mnist && node examples/measured/fashion-mnist.mjs [FOLDER of the four files]
import { dense, sequential } from "chainrule";
import { relu, softmax } from "chainrule/activations";
import { conv, dropout, flatten, maxPool, reshape } from "chainrule/layers";
import { classify } from "./support/classify.mjs";
import { fashionMnist } from "./support/images.mjs";
import { measureAsCommand, spread, table } from "./support/measure.mjs";

export const title = "Fashion-MNIST: two convolutions";

const network = () =>
  sequential(
    reshape([28, 28, 1]),
    conv(16, 3, relu, { padding: "same" }),
    maxPool(2),
    conv(32, 3, relu, { padding: "same" }),
    maxPool(2),
    flatten(),
    dropout(0.3),
    dense(128, relu),
    dropout(0.3),
    dense(10, softmax),
  );
const recipe = { epochs: 12, batch: 128, learningRate: 2e-3 };

/** Trains the network with each seed. */
export async function measure({
  data = fashionMnist(process.argv[2]),
  seeds = [1, 2, 3],
  changes = {},
  execution,
  say,
}) {
  const results = [];
  for (const seed of seeds) {
    say(`seed ${seed}`);
    results.push(await classify(network(), data, { ...recipe, ...changes, seed }, { execution, say }));
  }
  const { training, validation, test } = data;
  return { rows: [training, validation, test].map(({ rowCount }) => rowCount), results };
}

/** Right answers in percent, as submitted to the authors of the data, who did not run them again. */
const submitted = [
  ["human (1,000 images)", 83.5],
  ["2 convolutions and pooling (Keras)", 87.6],
  ["dense 256, 128, 100", 88.33],
  ["2 convolutions, pooling, ELU (PyTorch)", 90.3],
  ["3 convolutions, 2 dense layers", 90.7],
  ["2 convolutions and pooling (TensorFlow's tutorial)", 91.6],
  ["2 convolutions, 113,000 weights", 92.2],
  ["2 convolutions, fewer than 100,000 weights", 92.5],
];

/** The page, from what a run has found. */
export function page({ rows, results }) {
  const [training, validation, test] = rows.map((count) => count.toLocaleString("en-US"));
  const right = results.map(({ testError }) => 100 - testError);
  const own = {
    right: right.reduce((sum, value) => sum + value, 0) / right.length,
    cells: [
      `**2 convolutions and a dense layer, ${results[0].weights.toLocaleString("en-US")} weights**`,
      `**${spread(right)}**`,
      spread(results.map(({ validationError }) => 100 - validationError)),
      spread(
        results.map(({ seconds }) => seconds),
        0,
      ),
    ],
  };
  const others = submitted.map(([name, value]) => ({ right: value, cells: [name, value.toFixed(1), "", ""] }));
  const sorted = [own, ...others].sort((one, other) => one.right - other.right);
  return `${training} images to learn from, ${validation} for validation, and the official ${test} for the test. Seeds ${results
    .map(({ seed }) => seed)
    .join(
      ", ",
    )}, ${recipe.epochs} epochs; the recipe was fixed before the test images were looked at, and the weights are those of the last epoch.

${table([["network", "right in the test, %", "in validation, %", "seconds"], ...sorted.map(({ cells }) => cells)])}

In bold what was measured here: the mean over the seeds with the deviation of one, without changed images. The others are from
the README of zalandoresearch/fashion-mnist, as they were submitted there; some of them flip or move the images.`;
}

await measureAsCommand(import.meta.url, measure);

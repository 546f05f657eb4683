// Handwritten digits: LeNet, a network of convolutions, and a dense network of 800 hidden units, beside published results.
// Run: npm ci --prefix examples/measured && node examples/measured/mnist.mjs
import { dense, sequential } from "chainrule";
import { relu, softmax } from "chainrule/activations";
import { conv, dropout, flatten, maxPool, reshape } from "chainrule/layers";
import { classify } from "./support/classify.mjs";
import { mnist } from "./support/images.mjs";
import { measureAsCommand, spread, table } from "./support/measure.mjs";

export const title = "MNIST: LeNet and 800 hidden units";

/** LeNet-5 with rectifiers and maxima where the paper has tanh and sums. */
const leNet = () =>
  sequential(
    reshape([28, 28, 1]),
    conv(6, 5, relu, { padding: "same" }),
    maxPool(2),
    conv(16, 5, relu),
    maxPool(2),
    flatten(),
    dense(120, relu),
    dense(84, relu),
    dense(10, softmax),
  );
const wide = () => sequential(dropout(0.2), dense(800, relu), dropout(0.5), dense(10, softmax));

/** The networks with their recipes: names, and how each learns. */
export const contestants = {
  leNet: { name: "LeNet-5", network: leNet, recipe: { epochs: 15, batch: 64, learningRate: 2e-3 } },
  wide: { name: "800 hidden units, dropout", network: wide, recipe: { epochs: 20, batch: 128, learningRate: 1e-3 } },
};

/** Trains both networks with each seed. */
export async function measure({ data = mnist(), seeds = [1, 2, 3], recipes = {}, execution, say }) {
  const results = {};
  for (const [key, { name, network, recipe }] of Object.entries(contestants)) {
    results[key] = [];
    for (const seed of seeds) {
      say(`${name}, seed ${seed}`);
      results[key].push(await classify(network(), data, { ...recipe, ...recipes[key], seed }, { execution, say }));
    }
  }
  const { training, validation, test } = data;
  return { rows: [training, validation, test].map(({ rowCount }) => rowCount), results };
}

/** Test errors from LeCun's table at the MNIST page, and LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86(11), 1998, fig. 9. */
const published = [
  ["linear classifier", 12],
  ["1,000 hidden units, mean squared error", 4.5],
  ["500 + 150 hidden units", 2.95],
  ["800 hidden units, cross-entropy (Simard et al., 2003)", 1.6],
  ["500 + 300 hidden units, weight decay (Hinton, 2005)", 1.53],
  ["LeNet-5, no distortions", 0.95],
  ["LeNet-5, distortions", 0.8],
];

/** The page, from what a run has found. */
export function page({ rows, results }) {
  const [training, validation, test] = rows.map((count) => count.toLocaleString("en-US"));
  const own = Object.entries(contestants).map(([key, { name, recipe }]) => {
    const runs = results[key];
    const errors = runs.map(({ testError }) => testError);
    return {
      error: errors.reduce((sum, error) => sum + error, 0) / errors.length,
      cells: [
        `**${name}**`,
        `**${spread(errors)}**`,
        spread(runs.map(({ validationError }) => validationError)),
        runs[0].weights.toLocaleString("en-US"),
        String(recipe.epochs),
        spread(
          runs.map(({ seconds }) => seconds),
          0,
        ),
      ],
    };
  });
  const others = published.map(([name, error]) => ({ error, cells: [name, error.toFixed(2), "", "", "", ""] }));
  const sorted = [...own, ...others].sort((one, other) => other.error - one.error);
  return `${training} images to learn from, ${validation} for validation, and the official ${test} for the test. Seeds ${results.leNet
    .map(({ seed }) => seed)
    .join(
      ", ",
    )}; the recipe was fixed before the test images were looked at, and the weights are those of the last epoch, so
that neither validation nor test images choose anything. Published results learned from all 60,000.

${table([["network", "test error, %", "validation error, %", "weights", "epochs", "seconds"], ...sorted.map(({ cells }) => cells)])}

Errors are means over the seeds with the deviation of one. Both learn by Adam, with a learning rate that falls to 0 along half a
cosine wave, and see every image as it is, without distortions. In bold what was measured here; the others are from LeCun's table
(http://yann.lecun.com/exdb/mnist, and LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86(11), 1998, fig. 9).`;
}

await measureAsCommand(import.meta.url, measure);

// A generator that learns to write digits of 8×8 pixels: how many of the ten does it write, and how many can be read?
// Run: node examples/measured/new-digits.mjs
import { dense, randomStream, sequential, train } from "chainrule";
import { leakyRelu, relu, softmax, tanh } from "chainrule/activations";
import { activation, batchNorm, dropout } from "chainrule/layers";
import { crossEntropy } from "chainrule/losses";
import { rowAccuracy } from "chainrule/metrics";
import { adam } from "chainrule/optimizers";
import { adversarial } from "./support/gan.mjs";
import { rowsBetween, smallDigits } from "./support/images.mjs";
import { measureAsCommand, spread, table } from "./support/measure.mjs";
import { images } from "./support/pictures.mjs";

export const title = "A GAN that writes digits";

const [width, classes, noise] = [64, 10, 32];
/** A digit counts as written where it is at least a fifth of its share; an image as readable from this probability on. */
const [least, sure] = [0.2 / classes, 0.9];

/** What tells digits apart: a network that has learned three quarters of the images, judged by the rest. */
async function reader(digits, epochs, execution) {
  const from = Math.floor(0.75 * digits.rowCount);
  const judge = { loss: crossEntropy({ targets: "indices" }), metrics: { accuracy: rowAccuracy } };
  const model = await train(
    sequential(dense(64, relu), dropout(0.3), dense(classes, softmax)),
    rowsBetween(digits, 0, from),
    {
      ...judge,
      ...execution,
      optimizer: adam({ learningRate: 3e-3 }),
      epochs,
      batch: 32,
      seed: 1,
    },
  );
  const { metrics } = await model.evaluate(rowsBetween(digits, from, digits.rowCount), { ...judge, ...execution });
  return { model, accuracy: metrics.accuracy };
}

/** The digits that a reader sees in images: their shares, and how many it is sure of. */
async function read(model, pixels, execution) {
  const probabilities = await model.predict(pixels, execution);
  const count = probabilities.length / classes;
  const answers = Array.from({ length: count }, (_, row) => {
    const own = Array.from(probabilities.subarray(row * classes, (row + 1) * classes));
    const highest = Math.max(...own);
    return { digit: own.indexOf(highest), isSure: highest >= sure };
  });
  const shares = Array.from({ length: classes }, (_, k) => answers.filter(({ digit }) => digit === k).length / count);
  const readable = answers.filter(({ isSure }) => isSure).length / count;
  return { written: shares.filter((share) => share >= least).length, shares, readable };
}

/** Trains with every seed, and reads what the generators write. */
export async function measure({
  seeds = [1, 2, 3, 4, 5],
  epochs = 300,
  readerEpochs = 60,
  made = 2000,
  execution,
  say,
}) {
  const digits = smallDigits();
  const { model, accuracy } = await reader(digits, readerEpochs, execution);
  say(`the reader is right in ${(100 * accuracy).toFixed(1)} % of the images that it has not learned`);
  const real = await read(model, digits.inputs, execution);
  const results = [];
  for (const seed of seeds) {
    const between = activation(leakyRelu({ slope: 0.2 }));
    const generator = await adversarial(
      // From −1 to 1, as the tanh at the end of the generator.
      digits.inputs.map((pixel) => 2 * pixel - 1),
      {
        generator: [
          dense(128),
          batchNorm(),
          activation(relu),
          dense(128),
          batchNorm(),
          activation(relu),
          dense(width, tanh),
        ],
        discriminator: [dense(128), between, dropout(0.3), dense(128), between, dropout(0.3), dense(1)],
        noise,
        width,
        learningRate: 1e-3,
        slopes: 1,
        ...{ batch: 64, epochs, seed },
        ...execution,
      },
    );
    const random = randomStream(seed, 2);
    const rows = Float32Array.from({ length: made * noise }, () => random.normal());
    const pixels = (await generator.predict(rows, execution)).map((value) => (value + 1) / 2);
    const seen = await read(model, pixels, execution);
    say(`seed ${seed}: ${seen.written} of ${classes} digits, ${(100 * seen.readable).toFixed(1)} % readable`);
    const samples = Array.from({ length: 12 }, (_, i) =>
      Array.from(pixels.subarray(i * width, (i + 1) * width), (value) => Number(value.toFixed(2))),
    );
    results.push({ seed, ...seen, samples });
  }
  return { epochs, made, images: digits.rowCount, accuracy, real, results };
}

/** The page, from what a run has found. */
export function page({ epochs, made, images: count, accuracy, real, results }) {
  const percent = (share) => (100 * share).toFixed(1);
  const row = (name, { written, shares, readable }) => [
    name,
    `${written} of ${classes}`,
    `${percent(readable)} %`,
    ...shares.map(percent),
  ];
  const heads = Array.from({ length: classes }, (_, digit) => `${digit}, %`);
  return `${count.toLocaleString("en-US")} images of 8×8 pixels, without their classes. The generator turns ${noise} normal numbers into an image through two hidden layers of
128 with batch norm; the discriminator has two of 128 with dropout. Both learn by Adam for ${epochs} epochs, in one compiled step
(\`trainTogether\`), with the same penalty on the discriminator's slopes as for [a ring of spots](rings.md).

Another network, which has learned to tell real digits apart and is right in ${percent(accuracy)} % of those that it has not learned, reads ${made.toLocaleString("en-US")}
images of each generator. A digit counts as written where it is at least ${percent(least)} % of them, and an image as readable where the reader gives
one digit a probability of ${sure} or more. It has learned three quarters of the real images, so these are the easier ones to read.

${table([["", "digits written", "readable", ...heads], ...results.map((result) => row(`seed ${result.seed}`, result)), row("real images", real)])}

Over the seeds ${spread(
    results.map(({ written }) => written),
    1,
  )} digits are written, and ${spread(
    results.map(({ readable }) => 100 * readable),
    1,
  )} % of the images are readable.

![Digits that the five generators write](pictures/new-digits.svg)`;
}

/** The first images of each seed. */
export function pictures({ results }) {
  const rows = results.map(({ seed, samples }) => ({ title: `seed ${seed}`, pictures: samples }));
  return { "new-digits": images("Digits that the five generators write", rows, 8) };
}

await measureAsCommand(import.meta.url, measure);

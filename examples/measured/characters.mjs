// The next character of a text: a recurrent network beside the best of the counts of what follows which characters.
// Run: node examples/measured/characters.mjs
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { dense, randomStream, sequential, train } from "chainrule";
import { categorical } from "chainrule/distributions";
import { dropout, embedding, gru } from "chainrule/layers";
import { crossEntropy } from "chainrule/losses";
import { adam } from "chainrule/optimizers";
import { cosine } from "chainrule/schedules";
import { measureAsCommand, spread, table } from "./support/measure.mjs";
import { bitsOfCounts } from "./support/n-gram.mjs";

export const title = "Characters: a recurrent network and n-grams";

/** Characters that are looked at together, and those of them that are before what is judged. */
const length = 96;
const context = 48;

/** Genesis as numbers of characters: four fifths to learn from, then a tenth for validation and a tenth for the test. */
export function text() {
  const file = new URL("../data/genesis.txt.gz", import.meta.url);
  const all = gunzipSync(readFileSync(file)).toString();
  const characters = [...new Set(all)].sort();
  const numbers = Int32Array.from(all, (character) => characters.indexOf(character));
  return { characters, ...parts(numbers) };
}
function parts(numbers) {
  const [from, to] = [0.8, 0.9].map((share) => Math.floor(share * numbers.length));
  return { training: numbers.subarray(0, from), validation: numbers.subarray(from, to), test: numbers.subarray(to) };
}

/** Windows of a text, each with the characters that follow its own. */
function windows(numbers, stride) {
  const rowCount = Math.floor((numbers.length - length - 1) / stride) + 1;
  const from = (offset) =>
    Float32Array.from(
      { length: rowCount * length },
      (_, i) => numbers[Math.floor(i / length) * stride + (i % length) + offset],
    );
  return { inputs: from(0), targets: from(1), rowCount };
}

/** Bits for each character of a text, every one judged after at least as many others as the context has. */
async function bitsOfModel(model, numbers, count, execution) {
  const rows = windows(numbers, length - context);
  const logits = await model.predict(rows.inputs, execution);
  let bits = 0;
  for (let row = 0; row < rows.rowCount; row++)
    for (let i = context; i < length; i++) {
      const at = row * length + i;
      const own = logits.subarray(at * count, (at + 1) * count);
      const highest = Math.max(...own);
      const sum = own.reduce((total, logit) => total + Math.exp(logit - highest), 0);
      bits -= (own[rows.targets[at]] - highest - Math.log(sum)) / Math.LN2;
    }
  return bits / (rows.rowCount * (length - context));
}

/** Goes on from some characters, each drawn by its probability. */
async function continued(model, { characters, test }, letters, seed) {
  const held = Array.from(test.subarray(0, length));
  const predictor = await model.predictor({ block: 1 });
  const random = randomStream(seed, 0);
  let written = "";
  for (let i = 0; i < letters; i++) {
    const logits = predictor.predict(held.slice(-length)).subarray(-characters.length);
    const highest = Math.max(...logits);
    const next = categorical(Array.from(logits, (logit) => Math.exp(logit - highest))).sample(random);
    held.push(next);
    written += characters[next];
  }
  predictor.dispose();
  return written;
}

/** Trains with every seed; the epoch with the best validation loss counts. */
export async function measure({
  data = text(),
  seeds = [1, 2],
  units = 160,
  epochs = 30,
  letters = 400,
  execution,
  say,
}) {
  const { characters, training, validation, test } = data;
  const orders = [1, 2, 3, 4, 5, 6, 7, 8].map((order) => ({
    order,
    validation: bitsOfCounts(training, validation, order, characters.length, context),
    test: bitsOfCounts(training, test, order, characters.length, context),
  }));
  const best = orders.reduce((one, other) => (other.validation < one.validation ? other : one));
  say(`n-grams: order ${best.order}, ${best.test.toFixed(3)} bits`);
  const network = () =>
    sequential(
      embedding(characters.length, 32),
      gru(units, { sequence: true }),
      dropout(0.3),
      dense(characters.length),
    );
  const rows = windows(training, length);
  const batch = 16;
  const results = [];
  let sample = "";
  for (const seed of seeds) {
    const begun = performance.now();
    const run = train(network(), rows, {
      ...execution,
      loss: crossEntropy({ from: "logits", targets: "indices" }),
      optimizer: adam({ learningRate: 4e-3 }),
      schedule: cosine({ total: epochs * Math.ceil(rows.rowCount / batch), unit: "step" }),
      validation: windows(validation, context),
      // Never stops before its time, but goes back to the best weights.
      patience: epochs,
      epochs,
      batch,
      seed,
    });
    for await (const { epoch, loss, validation: seen } of run)
      say(`  epoch ${epoch}: ${(loss / Math.LN2).toFixed(3)} bits, validation ${(seen.loss / Math.LN2).toFixed(3)}`);
    const seconds = Math.round((performance.now() - begun) / 1000);
    const model = await run;
    const bits = await bitsOfModel(model, test, characters.length, execution);
    results.push({ seed, bits, seconds, weights: model.weights.length });
    say(`seed ${seed}: ${bits.toFixed(3)} bits, ${seconds} s`);
    if (sample === "") sample = await continued(model, data, letters, seed);
  }
  const sizes = [training, validation, test].map((part) => part.length);
  return { sizes, characters: characters.length, units, epochs, orders, order: best.order, results, sample };
}

/** The page, from what a run has found. */
export function page({ sizes, characters, units, epochs, orders, order, results, sample }) {
  const [training, validation, test] = sizes.map((size) => size.toLocaleString("en-US"));
  const counted = orders.map(({ order: own, validation: looked, test: bits }) => [
    `what follows ${own === 1 ? "no character" : `${own - 1} character${own === 2 ? "" : "s"}`}${own === order ? ", the best in validation" : ""}`,
    looked.toFixed(3),
    own === order ? `**${bits.toFixed(3)}**` : bits.toFixed(3),
  ]);
  return `Genesis in the King James version: ${training} characters to learn from, ${validation} for validation, ${test} for the test, in the
order of the text; ${characters} different ones. A model gives each of them a probability to come next; its bits for a character are −log₂ of what
it gave the one that came.

${table([
  ["", "validation, bits", "test, bits"],
  ...counted,
  [
    `embedding, GRU of ${units} units, ${results[0].weights.toLocaleString("en-US")} weights`,
    "",
    `**${spread(
      results.map(({ bits }) => bits),
      3,
    )}**`,
  ],
])}

Counts of what followed the same characters before are mixed with those of shorter ones (Witten and Bell, 1991). The network
learned for ${epochs} epochs from windows of ${length} characters, went back to its best epoch in validation, and is judged after ${context} characters or
more; seeds ${results.map(({ seed }) => seed).join(", ")}, some ${Math.round(results.reduce((sum, { seconds }) => sum + seconds, 0) / results.length)} s each.

What it writes, each character drawn by its probability, after the first ${length} of the test:

\`\`\`text
${sample.trim()}
\`\`\``;
}

await measureAsCommand(import.meta.url, measure);

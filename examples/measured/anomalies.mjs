// What does not belong: an autoencoder learns one digit, and how badly it gives back an image tells whether it is another one.
// Run: node examples/measured/anomalies.mjs
import { dense, sequential, train } from "chainrule";
import { sigmoid, tanh } from "chainrule/activations";
import { principalComponents } from "chainrule/data";
import { meanSquaredError } from "chainrule/losses";
import { rocAuc } from "chainrule/metrics";
import { adam } from "chainrule/optimizers";
import { smallDigits } from "./support/images.mjs";
import { measureAsCommand, spread, table } from "./support/measure.mjs";

export const title = "Anomalies: an autoencoder";

const width = 64;
const code = 8;
const autoencoder = () => sequential(dense(32, tanh), dense(code, tanh), dense(32, tanh), dense(width, sigmoid));

/** The mean squared distance of each row from what is given back. */
function distances(rows, back) {
  return Float64Array.from({ length: rows.length / width }, (_, row) => {
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) sum += (rows[i] - back[i]) ** 2;
    return sum / width;
  });
}

/** Rows given back from as many principal components as the code has numbers: the best that straight lines can do. */
function projected(learned, rows) {
  const { mean, components } = principalComponents(learned, width);
  const back = new Float64Array(rows.length);
  for (let begin = 0; begin < rows.length; begin += width) {
    back.set(mean, begin);
    for (const direction of components.slice(0, code)) {
      const along = direction.reduce((sum, value, i) => sum + value * (rows[begin + i] - mean[i]), 0);
      for (let i = 0; i < width; i++) back[begin + i] += along * direction[i];
    }
  }
  return back;
}

/** Each digit in turn is the normal one: half of its images are learned, the other half and all other digits are judged. */
export async function measure({
  digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  seeds = [1, 2, 3],
  epochs = 400,
  execution,
  say,
}) {
  const { inputs, targets } = smallDigits();
  const rowsOf = (keep) => {
    const rows = Array.from(targets.keys()).filter(keep);
    return Float32Array.from(rows.flatMap((row) => Array.from(inputs.subarray(row * width, (row + 1) * width))));
  };
  const results = [];
  for (const digit of digits) {
    const own = Array.from(targets.keys()).filter((row) => targets[row] === digit);
    const isLearned = new Set(own.slice(0, Math.floor(own.length / 2)));
    const learned = rowsOf((row) => isLearned.has(row));
    const judged = rowsOf((row) => !isLearned.has(row));
    const strange = Array.from(targets.keys()).flatMap((row) =>
      isLearned.has(row) ? [] : [targets[row] === digit ? 0 : 1],
    );
    const area = (back) => rocAuc(strange, distances(judged, back));
    const found = [];
    for (const seed of seeds) {
      const rows = { inputs: learned, targets: learned, rowCount: isLearned.size };
      const model = await train(autoencoder(), rows, {
        ...execution,
        loss: meanSquaredError,
        optimizer: adam({ learningRate: 3e-3 }),
        epochs,
        batch: 16,
        seed,
      });
      found.push(area(await model.predict(judged, execution)));
    }
    const middle = principalComponents(learned, width).mean;
    const result = {
      digit,
      learned: isLearned.size,
      strange: strange.filter((is) => is === 1).length,
      autoencoder: found,
      components: area(projected(learned, judged)),
      mean: area(judged.map((_, i) => middle[i % width])),
    };
    say(
      `${digit}: autoencoder ${spread(found, 3)}, components ${result.components.toFixed(3)}, mean ${result.mean.toFixed(3)}`,
    );
    results.push(result);
  }
  return { seeds, epochs, results };
}

/** The page, from what a run has found. */
export function page({ seeds, epochs, results }) {
  const average = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const rows = results.map(({ digit, autoencoder: areas, components, mean }) => [
    String(digit),
    spread(areas, 3),
    components.toFixed(3),
    mean.toFixed(3),
  ]);
  const all = [
    "all",
    average(results.flatMap(({ autoencoder: areas }) => areas)).toFixed(3),
    average(results.map(({ components }) => components)).toFixed(3),
    average(results.map(({ mean }) => mean)).toFixed(3),
  ];
  return `8×8 digits (1,797 images). Each digit in turn is the normal one: the first half of its images, some ${results[0].learned}, is all that is learned;
the other half and all other digits are ranked by how far an image is from what is given back. The area under the ROC curve is the
chance that a strange digit is ranked above a normal one: 1 is perfect, 0.5 a guess. No strange digit takes part in learning, and
nothing is chosen by these areas: ${epochs} epochs, seeds ${seeds.join(", ")}.

${table([["normal digit", "autoencoder, 64–32–8–32–64", "8 principal components", "distance from the mean image"], ...rows, all])}`;
}

await measureAsCommand(import.meta.url, measure);

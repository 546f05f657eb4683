// A generator that learns a ring of eight spots from points alone, against a discriminator: how many of the spots does it find?
// Run: node examples/measured/rings.mjs
import { dense, randomStream } from "chainrule";
import { relu } from "chainrule/activations";
import { adversarial } from "./support/gan.mjs";
import { measureAsCommand, table } from "./support/measure.mjs";
import { scatters } from "./support/pictures.mjs";

export const title = "A GAN on a ring of spots";

const [spots, radius, deviation] = [8, 2, 0.1];
/** A spot counts as found where it gets at least a tenth of its share of points within three deviations. */
const [near, least] = [3 * deviation, 0.1 / spots];

const centers = Array.from({ length: spots }, (_, k) => {
  const angle = (2 * Math.PI * k) / spots;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
});
const normals = (random, count) => Float32Array.from({ length: count }, () => random.normal());

function real(count, seed) {
  const random = randomStream(seed, 1);
  return Float32Array.from(
    Array.from({ length: count }).flatMap(() => {
      const [x, y] = centers[random.integer(spots)];
      return [x + deviation * random.normal(), y + deviation * random.normal()];
    }),
  );
}

/** How many of the points lie near a spot, and how many spots have enough of them. */
export function coverage(points) {
  const count = points.length / 2;
  const each = centers.map(
    ([x, y]) => points.filter((own, i) => i % 2 === 0 && Math.hypot(own - x, points[i + 1] - y) < near).length,
  );
  const found = each.filter((own) => own >= least * count).length;
  return { found, near: each.reduce((sum, own) => sum + own, 0) / count };
}

/** Trains with every seed, and looks at points that the generator makes. */
export async function measure({ seeds = [1, 2, 3, 4, 5], epochs = 300, made = 2000, execution, say }) {
  const noise = 8;
  const results = [];
  for (const seed of seeds) {
    const generator = await adversarial(real(6400, seed), {
      generator: [dense(64, relu), dense(64, relu), dense(2)],
      discriminator: [dense(64, relu), dense(64, relu), dense(1)],
      noise,
      width: 2,
      learningRate: 1e-3,
      slopes: 1,
      ...{ batch: 128, epochs, seed },
      ...execution,
    });
    const points = await generator.predict(normals(randomStream(seed, 2), made * noise), execution);
    const result = { seed, ...coverage(points) };
    say(`seed ${seed}: ${result.found} of ${spots} spots, ${(100 * result.near).toFixed(1)} % near one`);
    results.push({ ...result, points: Array.from(points.subarray(0, 800), (value) => Number(value.toFixed(2))) });
  }
  return { epochs, made, real: coverage(real(made, 0)), results };
}

/** The page, from what a run has found. */
export function page({ epochs, made, real: truth, results }) {
  const row = (name, { found, near: share }) => [name, `${found} of ${spots}`, `${(100 * share).toFixed(1)} %`];
  return `Eight spots on a circle of radius ${radius}, each a normal distribution of deviation ${deviation}. The generator turns eight normal
numbers into a point; both networks have two hidden layers of 64 rectifiers, and learn by Adam for ${(50 * epochs).toLocaleString("en-US")} steps of 128 points. The whole
step, with both updates, is one compiled program (\`trainTogether\`). The discriminator's slopes at real points are held down by
½ |∂D/∂x|², a loss that has derivatives in it (Mescheder, Geiger, Nowozin, ICML 2018), so that no spot is abandoned.

A spot counts as found where at least ${(100 * least).toFixed(2)} % of ${made.toLocaleString("en-US")} points lie within three deviations of its center: a tenth of its share.

${table([["", "spots found", "points near a spot"], ...results.map((result) => row(`seed ${result.seed}`, result)), row("real points", truth)])}

![Points that the five generators make](pictures/rings.svg)`;
}

/** The points of each seed, and real ones. */
export function pictures({ results }) {
  const plots = results.map(({ seed, points }) => ({ title: `seed ${seed}`, points, color: "#c0392b" }));
  return {
    rings: scatters(
      "Points that the five generators make",
      [...plots, { title: "real", points: real(400, 0), color: "#2c6fbb" }],
      3,
    ),
  };
}

await measureAsCommand(import.meta.url, measure);

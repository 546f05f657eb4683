import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { inputCount } from "../../src/data/inputs.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { experiment, readCsv, usualSettings } from "../../src/node.ts";

// Mean and standard deviation over ten folds of scikit-learn 1.2's multilayer perceptron on the same tables: relu, Adam,
// 200 epochs and ten hidden units, 32 for digits; for diabetes eight units of tanh, L-BFGS and a penalty of 10.
const cases = [
  { file: "breast-cancer.csv", target: "class", mean: 0.9683, deviation: 0.0217 },
  { file: "iris.csv", target: "class", mean: 0.9533, deviation: 0.045 },
  { file: "wine.csv", target: "class", mean: 0.9833, deviation: 0.0268 },
  { file: "diabetes.csv", target: "progression", mean: 0.4938, deviation: 0.1142 },
  { file: "digits.csv.gz", target: "digit", mean: 0.9722, deviation: 0.0108 },
];

describe("on real tables the default network is as good as scikit-learn's, over five seeds", () => {
  for (const { file, target, mean, deviation } of cases)
    test(file, async () => {
      const table = await readCsv(fileURLToPath(new URL(`../../../examples/data/${file}`, import.meta.url)));
      const scores: number[] = [];
      for (let seed = 0; seed < 5; seed++) {
        const found = await experiment(table, {
          prepare: { target, seed },
          training: ({ training, encoders }) => ({
            ...usualSettings({ rows: training.rowCount, inputs: inputCount(encoders) }),
            activation: relu,
            optimizer: adam({ learningRate: 0.003 }),
            seed,
          }),
        });
        const { metrics } = found!.outcomes[0]!.comparison.network;
        scores.push((metrics["accuracy"] ?? metrics["R²"])!.value);
      }
      const found = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      console.log(
        `${file}: ${found.toFixed(4)} (${scores.map((score) => score.toFixed(3)).join(" ")}), theirs ${mean}`,
      );
      // At most two standard errors of their mean below it.
      expect(found).toBeGreaterThanOrEqual(mean - (2 * deviation) / Math.sqrt(10));
    }, 120_000);
});

// Four rows: whether exactly one of two inputs is 1 (the third is always 1 and stands for a bias); four hidden sigmoids, the sum
// of squares, 2,500 steps over all rows. Run: node examples/four-rows.mjs
import { pathToFileURL } from "node:url";
import { dense, sequential, train } from "chainrule";
import { sigmoid } from "chainrule/activations";
import { sumSquaredError } from "chainrule/losses";
import { sgd } from "chainrule/optimizers";

export const rows = { inputs: [0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1], targets: [0, 1, 1, 0], rowCount: 4 };
export const network = () => sequential(dense(4, sigmoid, { bias: false }), dense(1, sigmoid, { bias: false }));

/** Trains for 2,500 steps; gives the loss after every step, and the answers. */
export async function learned(seed, learningRate, weights) {
  const losses = [];
  const run = train(network(), rows, {
    loss: sumSquaredError,
    optimizer: sgd({ learningRate }),
    epochs: 2500,
    seed,
    ...(weights === undefined ? {} : { weights }),
  });
  for await (const { loss } of run) losses.push(loss);
  return { losses, answers: await (await run).predict(rows.inputs) };
}

// Only where this file itself is run: others take `learned` from here.
if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { losses, answers } = await learned(1, 1);
  const blocks = "▁▂▃▄▅▆▇█";
  const curve = Array.from({ length: 50 }, (_, i) => losses[i * 50]);
  console.log(
    `loss, one block for 50 steps: ${curve.map((loss) => blocks[Math.min(7, Math.floor((loss / curve[0]) * 7.999))]).join("")}`,
  );
  for (const step of [1, 500, 1000, 1500, 2000, 2500])
    console.log(`step ${String(step).padStart(4)}: ${losses[step - 1].toFixed(6)}`);
  console.log(`answers: ${[...answers].map((p) => p.toFixed(3)).join("  ")} for 0 1 1 0`);
}

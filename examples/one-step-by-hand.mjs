// One step by hand: body mass index and age of four people, whether they have diabetes; a network of three hidden units. The
// whole step with every matrix and its dimensions, then many steps. Run: node examples/one-step-by-hand.mjs
import { dense, sequential, train } from "chainrule";
import { sigmoid } from "chainrule/activations";
import { explainStep, toText } from "chainrule/explain";
import { binaryCrossEntropy } from "chainrule/losses";
import { sgd } from "chainrule/optimizers";

const people = { inputs: [0.2, 0.5, 0.6, 0.3, 0.4, 0.9, 0.8, 0.7], targets: [0, 0, 1, 1], rowCount: 4 };
const network = sequential(dense(3, sigmoid, { bias: false }), dense(1, sigmoid, { bias: false }));
const weights = [0.1, 0.4, 0.7, 0.3, 0.2, 0.6, 0.5, 0.3, 0.8];
const optimizer = sgd({ learningRate: 0.5 });

console.log(
  toText(explainStep({ network, rows: people, weights, loss: binaryCrossEntropy, optimizer }), { width: 76 }),
);

const run = train(network, people, { loss: binaryCrossEntropy, optimizer, weights, epochs: 20_000, seed: 1 });
let last = 0;
for await (const { epoch, loss } of run) {
  last = loss;
  if (epoch === 1 || epoch === 100 || epoch === 1000 || epoch === 10_000)
    console.log(`step ${epoch}: loss ${loss.toFixed(6)}`);
}
const answers = await (await run).predict(people.inputs);
console.log(
  `after 20,000 steps: loss ${last.toFixed(4)}, answers ${[...answers].map((p) => p.toFixed(3)).join("  ")} for 0 0 1 1`,
);

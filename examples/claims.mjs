// Claims that are often made about neural networks, put to the test. Run: node examples/claims.mjs
import { dense, evaluate, sequential, tensor, train } from "chainrule";
import { identity, relu, sigmoid, tanh } from "chainrule/activations";
import { describeFunction, lossObjective, rangeText } from "chainrule/explain";
import { crossEntropy, meanSquaredError } from "chainrule/losses";
import { sgd } from "chainrule/optimizers";
import { learned } from "./four-rows.mjs";

const verdict = (claim, holds, numbers) => console.log(`${holds ? "holds " : "FAILS "} ${claim}\n       ${numbers}`);
const rises = (losses) => losses.filter((loss, i) => i > 0 && loss > losses[i - 1]).length;
const slow = await Promise.all([0, 1, 2, 3, 4].map((seed) => learned(seed, 1)));
verdict(
  "The error falls at every step (learning rate 1).",
  slow.every(({ losses }) => rises(losses) === 0),
  `steps in which it rose, five seeds: ${slow.map(({ losses }) => rises(losses)).join(", ")}`,
);
const fast = await Promise.all(
  [0, 1, 2, 3, 4].map((seed) => {
    const weights = Array.from({ length: 16 }, (_, i) => ((seed * 7919 + i * 104729) % 1000) / 1000);
    return learned(seed, 3, weights);
  }),
);
verdict(
  "The error falls at every step (learning rate 3, weights from 0 to 1).",
  fast.every(({ losses }) => rises(losses) === 0),
  `steps in which it rose, five draws: ${fast.map(({ losses }) => rises(losses)).join(", ")}`,
);

const slopeOf = (f, x) => (f(x + 1e-6) - f(x - 1e-6)) / 2e-6;
verdict(
  "The error is squared only to get rid of its sign.",
  slopeOf((e) => e * e, 3) === slopeOf(Math.abs, 3),
  `at an error of 3 the square has the slope ${slopeOf((e) => e * e, 3).toFixed(2)}, the absolute value ${slopeOf(Math.abs, 3).toFixed(2)}: large errors pull more`,
);

const worst = evaluate(crossEntropy().values(tensor([[1e-9, 1 - 1e-9]]), tensor([[1, 0]])))[0];
verdict("Cross-entropy lies between 0 and 1.", worst <= 1, `for a truth that was given 10⁻⁹ it is ${worst.toFixed(2)}`);

const { range } = describeFunction(tanh);
verdict(
  "The range of tanh is closed: it reaches −1 and 1.",
  !range.isLowerOpen,
  `by interval arithmetic it is ${rangeText(range, String)}; tanh(5) = ${Math.tanh(5)}`,
);

const inputs = Array.from({ length: 30 }, (_, i) => i / 15 - 1);
const rows = { inputs, targets: inputs.map((x) => 2 * x - 0.5), rowCount: 30 };
const linear = sequential(dense(5, identity), dense(1));
const fitted = await train(linear, rows, {
  loss: meanSquaredError,
  optimizer: sgd({ learningRate: 0.1 }),
  epochs: 500,
  seed: 1,
});
const at = await fitted.predict([-1, 0, 1]);
verdict(
  "Linear activations cannot be trained by back-propagation.",
  Math.abs(at[2] - 1.5) > 0.01,
  `two linear layers find y = 2x − 0.5: ${[...at].map((y) => y.toFixed(3)).join(", ")}; they remain one line: ${Math.abs(at[0] - 2 * at[1] + at[2]).toFixed(5)} off straight`,
);

const deep = (activation) => sequential(...Array.from({ length: 8 }, () => dense(8, activation)), dense(1));
const firstSlope = (activation) => {
  const network = deep(activation);
  const facts = {
    network,
    rows: { inputs: inputs.slice(0, 8), targets: rows.targets.slice(0, 8), rowCount: 8 },
    weights: network.initialize([1], 3),
    loss: meanSquaredError,
  };
  const { gradient } = lossObjective(facts);
  return Math.hypot(...gradient.slice(0, 8)) / Math.hypot(...gradient.slice(-9));
};
const dead = (() => {
  const network = sequential(dense(8, relu), dense(1));
  const weights = network.initialize([1], 3).map((w, i) => (i >= 8 && i < 16 ? -5 : w));
  const facts = { network, rows: { inputs, targets: rows.targets, rowCount: 30 }, weights, loss: meanSquaredError };
  return Math.hypot(...lossObjective(facts).gradient.slice(0, 16));
})();
verdict(
  "ReLU avoids vanishing gradients.",
  dead > 0,
  `first layer's gradient against the last's, 8 layers: sigmoid ${firstSlope(sigmoid).toExponential(1)}, relu ${firstSlope(relu).toExponential(1)}; but units whose sums are all negative get ${dead}: they are dead`,
);

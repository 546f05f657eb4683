// Three lines: a linear part, an activation, a loss, and an update; the age of a child from height and sex.
// Run: node examples/three-lines.mjs
import { add, dense, evaluate, label, matmul, mean, mul, sequential, sub, tensor, train } from "chainrule";
import { relu } from "chainrule/activations";
import { meanSquaredError } from "chainrule/losses";
import { adam } from "chainrule/optimizers";

// Heights in meters and sex (0 girl, 1 boy), ages in years: numbers made up to lie near a growth curve.
const children = Array.from({ length: 40 }, (_, i) => {
  const age = 2 + (i % 20) * 0.75;
  const boy = i < 20 ? 0 : 1;
  return { height: 0.85 + 0.062 * (age - 2) + (boy ? 0.0005 * age * age : 0), boy, age };
});

// One step of a single unit in three lines of graph: linear, activation, loss.
const [x, y] = [tensor(children.map(({ height, boy }) => [height, boy])), tensor(children.map(({ age }) => [age]))];
const [w, b] = [tensor([[1], [0]]), tensor([0])];
const z = label(add(matmul(x, w), b), "z");
const a = label(relu(z), "a");
const loss = mean(mul(sub(a, y), sub(a, y)));
console.log(`z = xw + b, a = relu(z), L = mean (a − y)² = ${evaluate(loss)[0].toFixed(4)} before learning`);

// And the update, again and again.
const rows = {
  inputs: children.flatMap(({ height, boy }) => [height, boy]),
  targets: children.map(({ age }) => age),
  rowCount: 40,
};
const model = await train(sequential(dense(8, relu), dense(1)), rows, {
  loss: meanSquaredError,
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 2000,
  seed: 3,
});
const found = await model.predict(rows.inputs);
const off = children.reduce((sum, { age }, i) => sum + Math.abs(age - found[i]) / 40, 0);
console.log(`after 2,000 steps the ages are off by ${off.toFixed(2)} years on average`);
const asked = await model.predict([1.2, 0, 1.2, 1]);
console.log(`1.20 m: a girl is about ${asked[0].toFixed(1)}, a boy about ${asked[1].toFixed(1)} years old`);

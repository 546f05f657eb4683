// Times whole training steps of three networks, after their loss has been checked: node bench/run.mjs
import { dense, sequential } from "chainrule";
import { relu, sigmoid, softmax } from "chainrule/activations";
import { binaryCrossEntropy, categoricalCrossEntropy, sumSquaredError } from "chainrule/losses";
import { adam, sgd } from "chainrule/optimizers";
import { backendOf, trainingStep } from "chainrule/runtime";
import { load } from "./spec.mjs";

// The loss of batch 0 after 100 steps is PyTorch's.
const workloads = [
  {
    name: "W1",
    network: sequential(dense(4, sigmoid), dense(1, sigmoid)),
    loss: sumSquaredError,
    optimizer: sgd({ learningRate: 1 }),
    shape: { inputs: 3, outputs: 1, batch: 4, rowCount: 4 },
    chunk: 2500,
    after100: 0.99950492,
  },
  {
    name: "W2",
    network: sequential(dense(64, relu), dense(32, relu), dense(1, sigmoid)),
    loss: binaryCrossEntropy,
    optimizer: adam(),
    shape: { inputs: 30, outputs: 1, batch: 32, rowCount: 569 },
    chunk: 200,
    after100: 0.25965354,
  },
  {
    name: "W3",
    network: sequential(dense(128, relu), dense(10, softmax)),
    loss: categoricalCrossEntropy,
    optimizer: adam(),
    shape: { inputs: 784, outputs: 10, batch: 64, rowCount: 1280 },
    chunk: 100,
    after100: 2.24630594,
  },
];

for (const { name, network, loss, optimizer, shape, chunk, after100 } of workloads) {
  const { batch, outputs, rowCount } = shape;
  const data = load(name);
  const begun = performance.now();
  const session = (await backendOf("wasm")).open();
  const step = trainingStep(network, { ...shape, targets: shape.outputs, loss, optimizer });
  const executable = await session.load(step, { maximumSteps: chunk });
  const compiled = performance.now() - begun;
  const targets = new Float32Array(rowCount * outputs);
  data.y.forEach((y, i) => {
    targets[outputs === 1 ? i : i * outputs + y] = outputs === 1 ? y : 1;
  });
  session.write("inputs", data.d.x);
  session.write("targets", targets);
  session.write(
    "parameters",
    Object.values(data.p).flatMap((values) => [...values]),
  );
  let at = 0;
  const run = (steps) => {
    const rows = new Int32Array(steps * batch);
    const scalars = {};
    for (let i = 0; i < steps; i++) {
      for (let j = 0; j < batch; j++) rows[i * batch + j] = ((at + i) % (data.batches ?? 1)) * batch + j;
      for (const [key, value] of Object.entries(optimizer.scalars(optimizer.learningRate, at + i + 1))) {
        scalars[`scalar.${key}`] ??= new Float32Array(steps);
        scalars[`scalar.${key}`][i] = value;
      }
    }
    at += steps;
    return executable.run(steps, { rows, ...scalars }).loss;
  };
  for (let left = 100; left > 0; ) left -= run(Math.min(chunk, left)).length;
  // Batch 0 comes next where 100 is a multiple of the batches; else its loss is looked at on its own.
  const counted = at;
  at = 0;
  const seen = run(1)[0];
  at = counted + 1;
  if (!(Math.abs(seen / after100 - 1) < 1e-3))
    throw new Error(`${name}: loss ${seen} after 100 steps, expected ${after100}`);
  const rates = Array.from({ length: 5 }, () => {
    const start = performance.now();
    let steps = 0;
    while (performance.now() - start < 300) steps += run(chunk).length;
    return (steps / (performance.now() - start)) * 1000;
  }).sort((a, b) => a - b);
  const median = Math.round(rates[2]);
  console.log(
    `${name}: ${median} steps/s, ${median * batch} rows/s, compiled in ${compiled.toFixed(0)} ms, loss ${seen}`,
  );
  session.dispose();
}

import { contract, dense, sequential, state } from "chainrule";
import { relu, sigmoid, softmax } from "chainrule/activations";
import { binaryCrossEntropy, categoricalCrossEntropy, sumSquaredError } from "chainrule/losses";
import { adam, sgd } from "chainrule/optimizers";
import { backendOf, trainingStep } from "chainrule/runtime";

const losses = { squares: sumSquaredError, binary: binaryCrossEntropy, classes: categoricalCrossEntropy };
const chunk = 200;

export async function training({
  sizes,
  hidden,
  loss,
  optimizer: kind,
  rate,
  batch,
  batches,
  parameters,
  inputs,
  targets,
  rows,
}) {
  const f = hidden === "relu" ? relu : sigmoid;
  const layers = sizes
    .slice(1)
    .map((units, i) => dense(units, i < sizes.length - 2 ? f : loss === "classes" ? softmax : sigmoid));
  const optimizer = kind === "adam" ? adam({ learningRate: rate }) : sgd({ learningRate: rate });
  const session = (await backendOf("wasm")).open();
  const shape = { rowCount: rows, inputs: sizes[0], targets: sizes.at(-1), batch };
  const step = trainingStep(sequential(...layers), { ...shape, loss: losses[loss], optimizer });
  const executable = await session.load(step, { maximumSteps: chunk });
  session.write("inputs", inputs);
  session.write("targets", targets);
  session.write(
    "parameters",
    parameters.flatMap((values) => [...values]),
  );
  let done = 0;
  const run = (steps, first) => {
    const picked = new Int32Array(steps * batch);
    const scalars = {};
    for (let i = 0; i < steps; i++) {
      for (let j = 0; j < batch; j++) picked[i * batch + j] = ((first + i) % batches) * batch + j;
      for (const [key, value] of Object.entries(optimizer.scalars(rate, done + i + 1))) {
        scalars[`scalar.${key}`] ??= new Float32Array(steps);
        scalars[`scalar.${key}`][i] = value;
      }
    }
    done += steps;
    return executable.run(steps, { rows: picked, ...scalars }).loss;
  };
  return {
    steps: (count) => {
      for (let left = count; left > 0; left -= chunk) run(Math.min(left, chunk), done);
    },
    // A step gives the loss before its update.
    lossOfBatch0: () => run(1, 0)[0],
  };
}

export async function product(n, a, b) {
  const session = (await backendOf("wasm")).open();
  const out = contract(state("a", [n, n]), state("b", [n, n]), "ik, kj -> ij");
  const target = state("c", [n, n]);
  const executable = await session.load({ outputs: {}, updates: [[target, out]] });
  session.write("a", a);
  session.write("b", b);
  return { run: () => executable.run(1), first: () => session.read("c")[0] };
}

import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

import { times } from "../support/measure.mjs";

await init("wasm");
defaultDevice("wasm");

/** Steps until numbers are asked for: jax-js keeps what is still to be done, and becomes slower the more there is. */
const together = 5;

const arrayOf = (values, shape) => np.array(Float32Array.from(values)).reshape(shape);

/** Weights and biases of layers, in turn. */
const weightsOf = ({ sizes, recurrent, parameters }) =>
  parameters.map((values, i) => {
    if (recurrent !== undefined) return arrayOf(values, shapesOf(recurrent)[i]);
    const [n, m] = [sizes[i >> 1], sizes[(i >> 1) + 1]];
    return arrayOf(values, i % 2 === 0 ? [n, m] : [m]);
  });

/** The shapes of W, U and b of an LSTM and of the dense layer behind it. */
const shapesOf = ({ channels, units }) => [[channels, 4 * units], [units, 4 * units], [4 * units], [units, 1], [1]];

/** An LSTM, step by step, and a dense layer; all steps' products with the input are one. */
function recurrentOutput({ time, channels, units }, [w, u, b, ...last], x) {
  const rows = x.shape[0];
  const products = np
    .matmul(x.reshape([rows * time, channels]), w)
    .add(b)
    .reshape([rows, time, 4 * units]);
  const inputs = np.split(products, time, 1);
  let h = np.zeros([rows, units]);
  let c = np.zeros([rows, units]);
  inputs.forEach((input, t) => {
    const z = input.reshape([rows, 4 * units]).add(np.matmul(h, t === time - 1 ? u : u.ref));
    const [i, f, g, o] = np.split(z, 4, 1);
    c = nn.sigmoid(f).mul(c).add(nn.sigmoid(i).mul(np.tanh(g)));
    h = nn.sigmoid(o).mul(np.tanh(t === time - 1 ? c : c.ref));
  });
  return np.matmul(h, last[0]).add(last[1]);
}

/** The sums of the last layer. */
function logits(sizes, hidden, given, x) {
  let value = x;
  for (let l = 0; l < sizes.length - 1; l++) {
    const z = np.matmul(value, given[2 * l]).add(given[2 * l + 1]);
    value = l === sizes.length - 2 ? z : hidden === "sigmoid" ? nn.sigmoid(z) : nn.relu(z);
  }
  return value;
}

export async function training(problem) {
  const { sizes, recurrent, hidden, loss, batch, batches, inputs, targets, outputs } = problem;
  const { name: optimizer, rate, momentum } = problem.optimizer;
  let weights = weightsOf(problem);
  const parts = Array.from({ length: batches }, (_, k) => ({
    x: np.array(inputs.slice(k * batch * sizes[0], (k + 1) * batch * sizes[0])).reshape([batch, sizes[0]]),
    y: np.array(targets.slice(k * batch * outputs, (k + 1) * batch * outputs)).reshape([batch, outputs]),
  }));
  const objective = (given, x, y) => {
    if (loss === "mean") {
      const difference = recurrentOutput(recurrent, given, x).sub(y);
      return difference.ref
        .mul(difference)
        .sum()
        .mul(1 / batch);
    }
    const value = logits(sizes, hidden, given, x);
    if (loss === "classes")
      return nn
        .logSoftmax(value)
        .mul(y)
        .sum()
        .mul(-1 / batch);
    if (loss === "binary") {
      const rest = np.log1p(np.exp(np.abs(value.ref).mul(-1)));
      return np
        .maximum(value.ref, 0)
        .sub(value.mul(y))
        .add(rest)
        .sum()
        .mul(1 / batch);
    }
    const difference = nn.sigmoid(value).sub(y);
    return difference.ref.mul(difference).sum();
  };
  const zeros = () => weights.map((w) => np.zeros(w.shape));
  let [means, squares] = { adam: () => [zeros(), zeros()], momentum: () => [zeros(), []], sgd: () => [[], []] }[
    optimizer
  ]();
  let total = np.array(0);
  const step = jit((given, m, v, before, first, root, x, y) => {
    const [value, gradients] = valueAndGrad(objective)(tree.ref(given), x, y);
    const sum = before.add(value);
    if (optimizer !== "adam") {
      first.dispose();
      root.dispose();
      if (optimizer === "sgd") return [given.map((w, i) => w.sub(gradients[i].mul(rate))), m, v, sum];
      const next = m.map((old, i) => old.mul(momentum).add(gradients[i]));
      return [given.map((w, i) => w.sub(next[i].ref.mul(rate))), next, v, sum];
    }
    const nextMeans = m.map((old, i) => old.mul(0.9).add(gradients[i].ref.mul(0.1)));
    const nextSquares = v.map((old, i) => old.mul(0.999).add(gradients[i].ref.mul(gradients[i]).mul(0.001)));
    const next = given.map((w, i) =>
      w.sub(nextMeans[i].ref.mul(first.ref).div(np.sqrt(nextSquares[i].ref).mul(root.ref).add(1e-8))),
    );
    first.dispose();
    root.dispose();
    return [next, nextMeans, nextSquares, sum];
  });
  const seen = jit(objective);
  let done = 0;
  const settle = () => {
    if (!Number.isFinite(total.ref.dataSync()[0])) throw new Error("the loss is not finite");
  };
  return {
    repeat: (count) => {
      for (let i = 0; i < count; i++) {
        const { x, y } = parts[done % batches];
        done++;
        const first = np.array(rate / (1 - 0.9 ** done));
        const root = np.array(1 / Math.sqrt(1 - 0.999 ** done));
        [weights, means, squares, total] = step(weights, means, squares, total, first, root, x.ref, y.ref);
        if (done % together === 0 || i === count - 1) settle();
      }
    },
    results: () => seen(tree.ref(weights), parts[0].x.ref, parts[0].y.ref).dataSync(),
  };
}

/** A function of arrays that stay, done again and again, each time until its numbers are there. */
function repeated(f, operands, probes) {
  let last;
  return {
    repeat: times(() => {
      last = f(...operands.map((operand) => operand.ref)).dataSync();
    }),
    results: () => probes.map((i) => last[i]),
  };
}

export async function product({ n, a, b, probes }) {
  return repeated(
    jit((x, y) => np.matmul(x, y)),
    [arrayOf(a, [n, n]), arrayOf(b, [n, n])],
    probes,
  );
}

const operations = {
  sigmoid: (x) => nn.sigmoid(x),
  softmax: (x) => nn.softmax(x, -1),
  rowSum: (x) => x.sum(1),
};

export async function stream({ operation, x, shape, probes }) {
  return repeated(jit(operations[operation]), [arrayOf(x, shape)], probes);
}

export async function inference(problem) {
  const { sizes, rows, inputs, outputs, probes } = problem;
  const weights = weightsOf(problem);
  const apply = jit((given, x) => {
    const z = logits(sizes, "relu", given, x);
    return outputs === 1 ? nn.sigmoid(z) : nn.softmax(z, -1);
  });
  let last;
  return {
    repeat: times(() => {
      last = apply(tree.ref(weights), np.array(inputs).reshape([rows, sizes[0]])).dataSync();
    }),
    results: () => probes.map((i) => last[i]),
  };
}

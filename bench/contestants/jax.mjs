import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

import { times } from "../support/measure.mjs";

await init("wasm");
defaultDevice("wasm");

/** Steps until numbers are asked for: jax-js keeps what is still to be done, and becomes slower the more there is. */
const together = 5;

const arrayOf = (values, shape) => np.array(Float32Array.from(values)).reshape(shape);

/** What layers before the dense ones take: their parameters, as the library wants them, and what they do. */
const kinds = {
  // Images with their channels first.
  conv: ([height, width, channels], { filters, size, padding }) => ({
    shape: [...[height, width].map((places) => (padding === "same" ? places : places - size + 1)), filters],
    parameters: [
      (values) => np.transpose(arrayOf(values, [size, size, channels, filters]), [3, 2, 0, 1]),
      (values) => arrayOf(values, [filters, 1, 1]),
    ],
    apply: (x, [kernel, bias]) => nn.relu(lax.conv(x, kernel, [1, 1], padding.toUpperCase()).add(bias)),
  }),
  maxPool: ([height, width, channels], { size }) => {
    const [rows, columns] = [height / size, width / size];
    return {
      shape: [rows, columns, channels],
      parameters: [],
      apply: (x) => np.max(x.reshape([-1, channels, rows, size, columns, size]), [3, 5]),
    };
  },
  flatten: (shape) => ({
    shape,
    parameters: [],
    apply: (x) => np.reshape(np.transpose(x, [0, 2, 3, 1]), [x.shape[0], -1]),
  }),
  lstm: ([steps, channels], { units }) => ({
    shape: [units],
    parameters: [[channels, 4 * units], [units, 4 * units], [4 * units]].map(
      (shape) => (values) => arrayOf(values, shape),
    ),
    apply: (x, [kernel, recurrent, bias]) => {
      const batch = x.shape[0];
      const inputs = np.split(np.matmul(x, kernel).add(bias), steps, 1);
      let [h, c] = [np.zeros([batch, units]), np.zeros([batch, units])];
      inputs.forEach((own, t) => {
        const z = own.reshape([batch, 4 * units]).add(np.matmul(h, t === steps - 1 ? recurrent : recurrent.ref));
        const [i, f, g, o] = np.split(z, 4, 1);
        c = nn
          .sigmoid(f)
          .mul(c)
          .add(nn.sigmoid(i).mul(np.tanh(g)));
        h = nn.sigmoid(o).mul(np.tanh(t === steps - 1 ? c : c.ref));
      });
      return h;
    },
  }),
};

/** The layers before the dense ones, each with the shape of what it is given. */
function frontOf({ input, front = [] }) {
  let shape = input;
  return front.map(({ layer, ...given }) => {
    const made = kinds[layer](shape, given);
    shape = made.shape;
    return made;
  });
}

/** The parameters of all layers. */
function weightsOf(problem) {
  const { sizes, parameters } = problem;
  const before = frontOf(problem).flatMap((layer) => layer.parameters);
  return parameters.map((values, k) => {
    if (k < before.length) return before[k](values);
    const i = k - before.length;
    const [n, m] = [sizes[i >> 1], sizes[(i >> 1) + 1]];
    return arrayOf(values, i % 2 === 0 ? [n, m] : [m]);
  });
}

/** The sums of the last layer. */
function logits({ sizes, hidden = "relu", ...problem }, given, x) {
  let value = x;
  let at = 0;
  for (const { parameters, apply } of frontOf(problem)) {
    value = apply(value, given.slice(at, at + parameters.length));
    at += parameters.length;
  }
  for (let l = 0; l < sizes.length - 1; l++) {
    const z = np.matmul(value, given[at + 2 * l]).add(given[at + 2 * l + 1]);
    value = l === sizes.length - 2 ? z : hidden === "sigmoid" ? nn.sigmoid(z) : nn.relu(z);
  }
  return value;
}

/** The shape of a row: images have their channels first. */
function shapeOf({ input, width }) {
  if (input === undefined) return [width];
  return input.length === 3 ? [input[2], input[0], input[1]] : input;
}

export async function training(problem) {
  const { width, loss, batch, batches, inputs, targets, outputs } = problem;
  const { name: optimizer, rate, momentum } = problem.optimizer;
  let weights = weightsOf(problem);
  const parts = Array.from({ length: batches }, (_, k) => ({
    x: np.array(inputs.slice(k * batch * width, (k + 1) * batch * width)).reshape([batch, ...shapeOf(problem)]),
    y: np.array(targets.slice(k * batch * outputs, (k + 1) * batch * outputs)).reshape([batch, outputs]),
  }));
  const objective = (given, x, y) => {
    const value = logits(problem, given, x);
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
    const difference = (loss === "squares" ? nn.sigmoid(value) : value).sub(y);
    const sum = difference.ref.mul(difference).sum();
    return loss === "squares" ? sum : sum.mul(1 / (batch * outputs));
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
    const z = logits(problem, given, x);
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

import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

export async function start() {
  await init("wasm");
  defaultDevice("wasm");
}

export async function training({
  sizes,
  hidden,
  loss,
  optimizer,
  rate,
  batch,
  batches,
  parameters,
  inputs,
  targets,
  outputs,
}) {
  let weights = parameters.map((values, i) => {
    const layer = i >> 1;
    return np
      .array(Float32Array.from(values))
      .reshape(i % 2 === 0 ? [sizes[layer], sizes[layer + 1]] : [sizes[layer + 1]]);
  });
  const parts = Array.from({ length: batches }, (_, k) => ({
    x: np.array(inputs.slice(k * batch * sizes[0], (k + 1) * batch * sizes[0])).reshape([batch, sizes[0]]),
    y: np.array(targets.slice(k * batch * outputs, (k + 1) * batch * outputs)).reshape([batch, outputs]),
  }));
  const objective = (given, x, y) => {
    let value = x;
    for (let l = 0; l < sizes.length - 1; l++) {
      const z = np.matmul(value, given[2 * l]).add(given[2 * l + 1]);
      value = l === sizes.length - 2 ? z : hidden === "relu" ? nn.relu(z) : nn.sigmoid(z);
    }
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
  let [means, squares] = optimizer === "adam" ? [zeros(), zeros()] : [[], []];
  const step = jit((given, m, v, first, root, x, y) => {
    const [value, gradients] = valueAndGrad(objective)(tree.ref(given), x, y);
    value.dispose();
    if (optimizer === "sgd") {
      first.dispose();
      root.dispose();
      return [given.map((w, i) => w.sub(gradients[i].mul(rate))), m, v];
    }
    const nextMeans = m.map((old, i) => old.mul(0.9).add(gradients[i].ref.mul(0.1)));
    const nextSquares = v.map((old, i) => old.mul(0.999).add(gradients[i].ref.mul(gradients[i]).mul(0.001)));
    const next = given.map((w, i) =>
      w.sub(nextMeans[i].ref.mul(first.ref).div(np.sqrt(nextSquares[i].ref).mul(root.ref).add(1e-8))),
    );
    first.dispose();
    root.dispose();
    return [next, nextMeans, nextSquares];
  });
  const seen = jit(objective);
  let done = 0;
  return {
    steps: (count) => {
      for (let i = 0; i < count; i++) {
        const { x, y } = parts[done % batches];
        done++;
        const first = np.array(rate / (1 - 0.9 ** done));
        const root = np.array(1 / Math.sqrt(1 - 0.999 ** done));
        [weights, means, squares] = step(weights, means, squares, first, root, x.ref, y.ref);
      }
      weights[0].ref.dataSync();
    },
    lossOfBatch0: () => seen(tree.ref(weights), parts[0].x.ref, parts[0].y.ref).dataSync()[0],
  };
}

export async function product(n, a, b) {
  const [x, y] = [a, b].map((values) => np.array(Float32Array.from(values)).reshape([n, n]));
  const f = jit((p, q) => np.matmul(p, q));
  let first = 0;
  return {
    run: () => {
      first = f(x.ref, y.ref).dataSync()[0];
    },
    first: () => first,
  };
}

// Plain JavaScript loops on typed arrays, as a good programmer without a library would write them.

import { times } from "../support/measure.mjs";

/** A network with its weights, as a function that applies it to rows of `inputs` from `first` on: all layers' values. */
function forwardOf({ sizes, hidden, parameters, inputs }, batch) {
  const layers = sizes.length - 1;
  const values = sizes.map((size) => new Float32Array(batch * size));
  const forward = (first) => {
    values[0].set(inputs.subarray(first * sizes[0], (first + batch) * sizes[0]));
    for (let l = 0; l < layers; l++) {
      const [n, m] = [sizes[l], sizes[l + 1]];
      const [w, bias, x, z] = [parameters[2 * l], parameters[2 * l + 1], values[l], values[l + 1]];
      for (let r = 0; r < batch; r++) {
        const to = r * m;
        for (let j = 0; j < m; j++) z[to + j] = bias[j];
        for (let k = 0; k < n; k++) {
          const value = x[r * n + k];
          if (value !== 0) for (let j = 0; j < m; j++) z[to + j] += value * w[k * m + j];
        }
      }
      if (l < layers - 1)
        for (let i = 0; i < z.length; i++) z[i] = hidden === "sigmoid" ? 1 / (1 + Math.exp(-z[i])) : Math.max(0, z[i]);
    }
    return values;
  };
  return forward;
}

export async function training({
  sizes,
  hidden,
  loss,
  optimizer: { name: optimizer, rate, momentum },
  batch,
  batches,
  parameters,
  inputs,
  targets,
  outputs,
}) {
  const layers = sizes.length - 1;
  const weights = parameters.map((values) => Float32Array.from(values));
  const gradients = weights.map((values) => new Float32Array(values.length));
  const means = weights.map((values) => new Float32Array(values.length));
  const squares = weights.map((values) => new Float32Array(values.length));
  const forward = forwardOf({ sizes, hidden, parameters: weights, inputs }, batch);
  const values = forward(0);
  const errors = sizes.map((size) => new Float32Array(batch * size));
  let done = 0;

  /** The loss, and its error with respect to the last layer's sums. */
  function head(first) {
    const [z, error] = [values[layers], errors[layers]];
    const y = targets.subarray(first * outputs, (first + batch) * outputs);
    let total = 0;
    for (let r = 0; r < batch; r++) {
      if (loss === "classes") {
        let most = -Infinity;
        for (let k = 0; k < outputs; k++) most = Math.max(most, z[r * outputs + k]);
        let sum = 0;
        for (let k = 0; k < outputs; k++) sum += Math.exp(z[r * outputs + k] - most);
        for (let k = 0; k < outputs; k++) {
          const i = r * outputs + k;
          total -= (y[i] * (z[i] - most - Math.log(sum))) / batch;
          error[i] = (Math.exp(z[i] - most) / sum - y[i]) / batch;
        }
      } else {
        const p = 1 / (1 + Math.exp(-z[r]));
        if (loss === "binary") {
          total += (Math.max(z[r], 0) - z[r] * y[r] + Math.log1p(Math.exp(-Math.abs(z[r])))) / batch;
          error[r] = (p - y[r]) / batch;
        } else {
          total += (p - y[r]) ** 2;
          error[r] = 2 * (p - y[r]) * p * (1 - p);
        }
      }
    }
    return total;
  }
  function backward() {
    for (let l = layers - 1; l >= 0; l--) {
      const [n, m] = [sizes[l], sizes[l + 1]];
      const [w, x, error, before, gw, gb] = [
        weights[2 * l],
        values[l],
        errors[l + 1],
        errors[l],
        gradients[2 * l],
        gradients[2 * l + 1],
      ];
      gw.fill(0);
      gb.fill(0);
      for (let r = 0; r < batch; r++) {
        for (let j = 0; j < m; j++) gb[j] += error[r * m + j];
        for (let k = 0; k < n; k++) {
          const value = x[r * n + k];
          if (value !== 0) for (let j = 0; j < m; j++) gw[k * m + j] += value * error[r * m + j];
          if (l === 0) continue;
          let sum = 0;
          for (let j = 0; j < m; j++) sum += w[k * m + j] * error[r * m + j];
          before[r * n + k] = sum * (hidden === "relu" ? (value > 0 ? 1 : 0) : value * (1 - value));
        }
      }
    }
  }
  function update() {
    done++;
    const first = rate / (1 - 0.9 ** done);
    const root = 1 / Math.sqrt(1 - 0.999 ** done);
    for (let p = 0; p < weights.length; p++) {
      const [w, g, m, v] = [weights[p], gradients[p], means[p], squares[p]];
      for (let i = 0; i < w.length; i++) {
        if (optimizer !== "adam") {
          m[i] = optimizer === "momentum" ? momentum * m[i] + g[i] : g[i];
          w[i] -= rate * m[i];
          continue;
        }
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        w[i] -= (first * m[i]) / (Math.sqrt(v[i]) * root + 1e-8);
      }
    }
  }
  let total = 0;
  return {
    repeat: times(() => {
      const start = (done % batches) * batch;
      forward(start);
      total += head(start);
      backward();
      update();
    }),
    results: () => {
      if (!Number.isFinite(total)) throw new Error("the loss is not finite");
      forward(0);
      return [head(0)];
    },
  };
}

export async function product({ n, a, b, probes }) {
  const c = new Float32Array(n * n);
  return {
    repeat: times(() => {
      c.fill(0);
      for (let i = 0; i < n; i++)
        for (let k = 0; k < n; k++) {
          const value = a[i * n + k];
          for (let j = 0; j < n; j++) c[i * n + j] += value * b[k * n + j];
        }
    }),
    results: () => probes.map((i) => c[i]),
  };
}

/** Softmax of rows of `width` numbers. */
function softmax(x, y, width) {
  for (let from = 0; from < x.length; from += width) {
    let most = -Infinity;
    for (let i = from; i < from + width; i++) if (x[i] > most) most = x[i];
    let sum = 0;
    for (let i = from; i < from + width; i++) {
      y[i] = Math.exp(x[i] - most);
      sum += y[i];
    }
    for (let i = from; i < from + width; i++) y[i] /= sum;
  }
}

function sigmoid(x, y) {
  for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]));
}

export async function inference(problem) {
  const { rows, outputs, probes } = problem;
  const forward = forwardOf(problem, rows);
  const y = new Float32Array(rows * outputs);
  return {
    repeat: times(() => {
      const z = forward(0).at(-1);
      if (outputs === 1) sigmoid(z, y);
      else softmax(z, y, outputs);
    }),
    results: () => probes.map((i) => y[i]),
  };
}

const operations = {
  sigmoid,
  softmax,
  rowSum: (x, y, width) => {
    for (let row = 0; row < y.length; row++) {
      let sum = 0;
      for (let i = row * width; i < (row + 1) * width; i++) sum += x[i];
      y[row] = sum;
    }
  },
};

export async function stream({ operation, x, shape, probes }) {
  const y = new Float32Array(operation === "rowSum" ? shape[0] : x.length);
  return { repeat: times(() => operations[operation](x, y, shape.at(-1))), results: () => probes.map((i) => y[i]) };
}

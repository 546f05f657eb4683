// Plain JavaScript loops on typed arrays, as a good programmer without a library would write them.

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
  const layers = sizes.length - 1;
  const weights = parameters.map((values) => Float32Array.from(values));
  const gradients = weights.map((values) => new Float32Array(values.length));
  const means = weights.map((values) => new Float32Array(values.length));
  const squares = weights.map((values) => new Float32Array(values.length));
  const values = sizes.map((size) => new Float32Array(batch * size));
  const errors = sizes.map((size) => new Float32Array(batch * size));
  let done = 0;

  function forward(first) {
    values[0].set(inputs.subarray(first * sizes[0], (first + batch) * sizes[0]));
    for (let l = 0; l < layers; l++) {
      const [n, m] = [sizes[l], sizes[l + 1]];
      const [w, bias, x, z] = [weights[2 * l], weights[2 * l + 1], values[l], values[l + 1]];
      for (let r = 0; r < batch; r++) {
        const to = r * m;
        for (let j = 0; j < m; j++) z[to + j] = bias[j];
        for (let k = 0; k < n; k++) {
          const value = x[r * n + k];
          if (value !== 0) for (let j = 0; j < m; j++) z[to + j] += value * w[k * m + j];
        }
      }
      if (l < layers - 1)
        for (let i = 0; i < z.length; i++) z[i] = hidden === "relu" ? Math.max(0, z[i]) : 1 / (1 + Math.exp(-z[i]));
    }
  }
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
        if (optimizer === "sgd") {
          w[i] -= rate * g[i];
          continue;
        }
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        w[i] -= (first * m[i]) / (Math.sqrt(v[i]) * root + 1e-8);
      }
    }
  }
  return {
    steps: (count) => {
      for (let i = 0; i < count; i++) {
        const start = (done % batches) * batch;
        forward(start);
        head(start);
        backward();
        update();
      }
    },
    lossOfBatch0: () => {
      forward(0);
      return head(0);
    },
  };
}

export async function product(n, a, b) {
  const c = new Float32Array(n * n);
  return {
    run: () => {
      c.fill(0);
      for (let i = 0; i < n; i++)
        for (let k = 0; k < n; k++) {
          const value = a[i * n + k];
          for (let j = 0; j < n; j++) c[i * n + j] += value * b[k * n + j];
        }
    },
    first: () => c[0],
  };
}

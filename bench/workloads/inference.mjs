// W7: the networks of W2 and W3 applied to rows: Float32Array in, probabilities as Float32Array out.
import { load } from "../spec.mjs";

const networks = {
  W2: { sizes: [30, 64, 32, 1], rows: "x2" },
  W3: { sizes: [784, 128, 10], rows: "x3" },
};

/** The probabilities in float64, row by row. */
function probabilities({ sizes, parameters }, row) {
  let values = Float64Array.from(row);
  for (let l = 0; l < sizes.length - 1; l++) {
    const [w, bias] = [parameters[2 * l], parameters[2 * l + 1]];
    const next = Float64Array.from(bias);
    for (let j = 0; j < next.length; j++) {
      for (let k = 0; k < values.length; k++) next[j] += values[k] * w[k * next.length + j];
      if (l < sizes.length - 2) next[j] = Math.max(0, next[j]);
    }
    values = next;
  }
  if (values.length === 1) return [1 / (1 + Math.exp(-values[0]))];
  const powers = values.map(Math.exp);
  return powers.map((power) => power / powers.reduce((sum, other) => sum + other, 0));
}

function problem(name, rows) {
  const { sizes, rows: source } = networks[name];
  const parameters = Object.values(load(name).p);
  const inputs = load("W7").d[source].slice(0, rows * sizes[0]);
  const outputs = sizes.at(-1);
  const looked = [...new Set([0, rows >> 1, rows - 1])];
  const probes = looked.flatMap((row) => Array.from({ length: outputs }, (_, j) => row * outputs + j));
  const expected = looked.flatMap((row) => [
    ...probabilities({ sizes, parameters }, inputs.subarray(row * sizes[0], (row + 1) * sizes[0])),
  ]);
  return {
    sizes,
    parameters,
    rows,
    inputs,
    outputs,
    probes,
    checks: [{ after: 1, expected, tolerance: 1e-4, floor: 0 }],
  };
}

export const inference = Object.keys(networks).flatMap((name) =>
  [1, 1024].map((rows) => ({
    id: `W7-${name}-${rows}`,
    workload: "W7",
    kind: "inference",
    title: `network of ${name} (${networks[name].sizes.join("-")}), ${rows === 1 ? "one row" : `${rows} rows`}`,
    figure:
      rows === 1 ? { unit: "µs", of: (seconds) => seconds * 1e6 } : { unit: "rows/s", of: (seconds) => rows / seconds },
    problem: () => problem(name, rows),
  })),
);

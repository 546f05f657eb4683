// W9: operations that read and write more than they compute. Bytes are those of operand and result, once each.
import { load } from "../spec.mjs";

const [rows, columns] = [1024, 1000];

const operations = {
  sigmoid: { title: "sigmoid of 1,000,000", operand: "v", bytes: 8e6, value: (x, i) => 1 / (1 + Math.exp(-x[i])) },
  softmax: {
    title: "softmax of 1024×1000 along the rows",
    operand: "m",
    bytes: 8 * rows * columns,
    value: (x, i) => {
      const row = x.subarray(Math.floor(i / columns) * columns, (Math.floor(i / columns) + 1) * columns);
      return Math.exp(x[i]) / row.reduce((sum, each) => sum + Math.exp(each), 0);
    },
  },
  rowSum: {
    title: "row sums of 1024×1000",
    operand: "m",
    bytes: 4 * rows * columns + 4 * rows,
    value: (x, i) => Float64Array.from(x.subarray(i * columns, (i + 1) * columns)).reduce((sum, each) => sum + each, 0),
    probes: [0, 511, 1023],
  },
};

function problem(name) {
  const { operand, value, probes: named } = operations[name];
  const x = load("W9").d[operand];
  const shape = operand === "v" ? [x.length] : [rows, columns];
  const probes = named ?? [0, 1, x.length >> 1, x.length - 1];
  const expected = probes.map((i) => value(x, i));
  return { operation: name, x, shape, probes, checks: [{ after: 1, expected, tolerance: 1e-4, floor: 1e-6 }] };
}

export const streams = Object.entries(operations).map(([name, { title, bytes }]) => ({
  id: `W9-${name}`,
  workload: "W9",
  kind: "stream",
  title,
  figure: { unit: "GB/s", of: (seconds) => bytes / seconds / 1e9 },
  problem: () => problem(name),
}));

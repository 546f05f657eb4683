// W6: products C = AB of square matrices.
import { load, uniform } from "../spec.mjs";

const known = [128, 256, 512, 1024, 2048];
const siblings = { 250: 256, 513: 512 };
const sizes = [...known, ...Object.keys(siblings).map(Number)].sort((a, b) => a - b);

/** Contestants whose loops are too slow to be worth the wait, by size. */
const slow = (n) => (n > 128 ? { plain: "takes a second", "tensorflow-cpu": "takes a second" } : {});

function problem(n) {
  const d = known.includes(n)
    ? load("W6", [`a${n}`, `b${n}`]).d
    : { [`a${n}`]: uniform(6000 + n, n * n, -1, 1), [`b${n}`]: uniform(6001 + n, n * n, -1, 1) };
  const [a, b] = [d[`a${n}`], d[`b${n}`]];
  const probes = [0, n - 1, (n >> 1) * n + (n >> 2), n * (n - 1), n * n - 1];
  const expected = probes.map((at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
    return sum;
  });
  return { n, a, b, probes, checks: [{ after: 1, expected, tolerance: 1e-4, floor: 1 }] };
}

export const products = sizes.map((n) => ({
  id: `W6-${n}`,
  workload: "W6",
  kind: "product",
  title: `${n}×${n} by ${n}×${n}`,
  siblingOf: siblings[n] && `W6-${siblings[n]}`,
  figure: { unit: "GFLOP/s", of: (seconds) => (2 * n ** 3) / seconds / 1e9 },
  flops: 2 * n ** 3,
  without: slow(n),
  problem: () => problem(n),
}));

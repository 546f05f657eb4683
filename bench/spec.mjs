// Deterministic initial weights and data for every workload.

/** mulberry32: 32-bit state, returns u in [0,1) as an exact multiple of 2^-32 (a JS double). */
export function mulberry32(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
/** n float32 in [lo,hi): fround(lo + (hi-lo)*u), drawn in row-major order. */
export function uniform(seed, n, lo, hi) {
  const r = mulberry32(seed),
    o = new Float32Array(n);
  for (let i = 0; i < n; i++) o[i] = lo + (hi - lo) * r();
  return o;
}
export const size = (s) => s.reduce((a, b) => a * b, 1);
const P = (name, shape, seed, a) => ({ name, shape, seed, lo: -a, hi: a }); // a = 0 : zeros
const dense = (n, i, o, seed) => [P(`${n}.w`, [i, o], seed, 1 / Math.sqrt(i)), P(`${n}.b`, [o], seed + 1, 0)];

export const SPEC = {
  W1: {
    params: [...dense("fc1", 3, 4, 1010), ...dense("fc2", 4, 1, 1020)],
    data: [],
    x: [0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1],
    y: [0, 1, 1, 0],
  },
  W2: {
    params: [...dense("fc1", 30, 64, 2010), ...dense("fc2", 64, 32, 2020), ...dense("fc3", 32, 1, 2030)],
    data: [
      { name: "x", shape: [569, 30], seed: 2001, lo: -1.75, hi: 1.75 },
      { name: "v", shape: [30], seed: 2002, lo: -1, hi: 1 },
      { name: "e", shape: [569], seed: 2003, lo: -1, hi: 1 },
    ], // y = (x.v + e > 0), dot in f64
    batch: 32,
    batches: 17,
  },
  W3: {
    params: [...dense("fc1", 784, 128, 3010), ...dense("fc2", 128, 10, 3020)],
    data: [{ name: "x", shape: [1280, 784], seed: 3001, lo: 0, hi: 1 }],
    labels: [1280, 3002],
    batch: 64,
    batches: 20,
  },
  W4: {
    params: [...dense("fc1", 784, 1024, 4010), ...dense("fc2", 1024, 1024, 4020), ...dense("fc3", 1024, 10, 4030)],
    data: [{ name: "x", shape: [1024, 784], seed: 4001, lo: 0, hi: 1 }],
    labels: [1024, 4002],
    batch: 256,
    batches: 4,
    // forward 2BP (P = 784*1024+1024*1024+1024*10), backward dW 2BP, dX 2B(P - 784*1024)
    flopsPerStep: 2 * 256 * (3 * (784 * 1024 + 1024 * 1024 + 1024 * 10) - 784 * 1024),
  },
  W5: {
    // conv kernels are [kh,kw,cin,cout]; fan_in = kh*kw*cin
    params: [
      P("conv1.w", [5, 5, 1, 6], 5010, 1 / 5),
      P("conv1.b", [6], 5011, 0),
      P("conv2.w", [5, 5, 6, 16], 5020, 1 / Math.sqrt(150)),
      P("conv2.b", [16], 5021, 0),
      ...dense("fc1", 400, 120, 5030),
      ...dense("fc2", 120, 84, 5040),
      ...dense("fc3", 84, 10, 5050),
    ],
    data: [{ name: "x", shape: [640, 28, 28, 1], seed: 5001, lo: 0, hi: 1 }],
    labels: [640, 5002],
    batch: 64,
    batches: 10,
  },
  W6: {
    params: [],
    data: [128, 256, 512, 1024, 2048].flatMap((n) => [
      { name: `a${n}`, shape: [n, n], seed: 6000 + n, lo: -1, hi: 1 },
      { name: `b${n}`, shape: [n, n], seed: 6001 + n, lo: -1, hi: 1 },
    ]),
  },
  W7: {
    params: [],
    data: [
      { name: "x2", shape: [1024, 30], seed: 7001, lo: -1.75, hi: 1.75 },
      { name: "x3", shape: [1024, 784], seed: 7002, lo: 0, hi: 1 },
    ],
  },
  W9: {
    params: [],
    data: [
      { name: "v", shape: [1000000], seed: 9001, lo: -6, hi: 6 },
      { name: "m", shape: [1024, 1000], seed: 9002, lo: -6, hi: 6 },
    ],
  },
  W10: {
    // gate order along the 4H axis: i, f, g, o ; z = x@wx + h@wh + b ; c = f*c + i*g ; h = o*tanh(c); zero initial state
    params: [
      P("lstm.wx", [16, 256], 10010, 1 / 8),
      P("lstm.wh", [64, 256], 10020, 1 / 8),
      P("lstm.b", [256], 10021, 0),
      ...dense("fc", 64, 1, 10030),
    ],
    data: [{ name: "x", shape: [320, 32, 16], seed: 10001, lo: -1, hi: 1 }], // y = mean over seq and input of x*2, f64 then f32
    batch: 32,
    batches: 10,
  },
};

const gen = (d) =>
  d.lo === 0 && d.hi === 0 ? new Float32Array(size(d.shape)) : uniform(d.seed, size(d.shape), d.lo, d.hi);
/** {p: {name: Float32Array}, d: {...}, y: Float32Array|Int32Array}; of the data only what `names` names, where it is given. */
export function load(w, names) {
  const s = SPEC[w],
    out = { ...s, p: {}, shapes: {}, d: {} };
  for (const q of s.params) {
    out.p[q.name] = gen(q);
    out.shapes[q.name] = q.shape;
  }
  for (const q of s.data.filter(({ name }) => names === undefined || names.includes(name))) {
    out.d[q.name] = gen(q);
    out.shapes[q.name] = q.shape;
  }
  if (w === "W1") {
    out.d.x = Float32Array.from(s.x);
    out.y = Float32Array.from(s.y);
  }
  if (w === "W2") {
    out.y = new Float32Array(569);
    for (let i = 0; i < 569; i++) {
      let t = out.d.e[i];
      for (let j = 0; j < 30; j++) t += out.d.x[i * 30 + j] * out.d.v[j];
      out.y[i] = t > 0 ? 1 : 0;
    }
  }
  if (s.labels) {
    const [n, seed] = s.labels,
      r = mulberry32(seed);
    out.y = new Int32Array(n);
    for (let i = 0; i < n; i++) out.y[i] = Math.floor(r() * 10);
  }
  if (w === "W10") {
    out.y = new Float32Array(320);
    for (let i = 0; i < 320; i++) {
      let t = 0;
      for (let j = 0; j < 512; j++) t += out.d.x[i * 512 + j];
      out.y[i] = (2 * t) / 512;
    }
  }
  return out;
}

// What is aimed at. A target gives a number for every round in which all that it needs was timed, from `of(id, name)`:
// the seconds (or bytes) of a contestant at a measurement in that round, undefined where there are none.
import { measurementOf } from "./workloads/index.mjs";

/** chainrule's contestants by back end and threads; `wasm` is what runs without being asked for. */
export const own = {
  wasm: { 1: "chainrule", 2: "chainrule-2" },
  relaxed: { 1: "chainrule-relaxed", 2: "chainrule-relaxed-2" },
  native: { 1: "chainrule-native", 2: "chainrule-native-2" },
};
/** The names of a rival on so many threads; those with one thread only stand for both. */
const onThreads = {
  torch: { 1: "torch", 2: "torch-2" },
  sklearn: { 1: "sklearn", 2: "sklearn-2" },
  openblas: { 1: "openblas", 2: "openblas-2" },
  "onnx-web": { 1: "onnx-web", 2: "onnx-web-2" },
  "onnx-node": { 1: "onnx-node", 2: "onnx-node-2" },
};

const defined = (numbers) => numbers.filter((number) => number !== undefined);
const divided = (a, b) => (a === undefined || b === undefined ? undefined : a / b);
const least = (numbers) => (numbers.includes(undefined) || numbers.length === 0 ? undefined : Math.min(...numbers));

/** How many times as fast as the best of some rivals on as many threads. */
function faster(workload, text, id, rivals, atLeast, backends) {
  const value = (of, backend, threads) => {
    const times = defined(rivals.map((name) => of(id, onThreads[name]?.[threads] ?? name)));
    return times.length === 0 ? undefined : divided(Math.min(...times), of(id, own[backend][threads]));
  };
  return backends.map((backend) => ({ workload, text, backend, atLeast, value }));
}

/** The least over several measurements. */
function everywhere(workload, text, ids, valueAt, atLeast, backends) {
  const value = (of, backend, threads) => least(ids.map((id) => valueAt(of, id, own[backend][threads], threads)));
  return backends.map((backend) => ({ workload, text, backend, atLeast, value }));
}

const flopsPerSecond = (of, id, name) => divided(measurementOf(id).flops, of(id, name));
const products = ["W6-128", "W6-256", "W6-512", "W6-1024", "W6-2048"];
const rateAgainst = (other) => (of, id, name) =>
  divided(flopsPerSecond(of, id, name), flopsPerSecond(of, other(id), name));
// The peak is that of one core.
const ofPeak = (of, id, name, threads) => divided(of(id, "peak"), divided(of(id, name), 1 / threads));
const againstOpenblas = (of, id, name, threads) => divided(of(id, onThreads.openblas[threads]), of(id, name));

const [wasm, native] = [["wasm"], ["native"]];
const both = ["wasm", "native"];

/** What does not depend on back end or threads. */
const single = (workload, text, atMost, value) => ({ workload, text, backend: "wasm", atMost, value, single: true });

const limits = [
  single("W8", "a step of W1 from a cold start, ms over an empty Node", 40, (of) => {
    const [all, empty] = [of("W8", "chainrule"), of("W8", "node")];
    return all === undefined || empty === undefined ? undefined : (all - empty) * 1000;
  }),
  single("W8", "what a browser loads for W1, KB (min+gzip)", 30, (_, __, ___, sizes) => divided(sizes?.bundleW1, 1000)),
  single("W8", "the whole library, KB (min+gzip)", 110, (_, __, ___, sizes) => divided(sizes?.bundleAll, 1000)),
  ...["W1", "W2", "W3", "W4", "W10"].map((name) =>
    single(name, "compiling the training step, ms", ["W4", "W10"].includes(name) ? 150 : 30, (of) =>
      divided(of(`compile-${name}`, "chainrule"), 1e-3),
    ),
  ),
  ...["W1", "W2", "W3", "W4", "W10"].map((name) =>
    single(name, "memory of train(), share of 40 MB + 1.5 × what is needed", 1, (of) => {
      const [all, empty] = [of(`memory-${name}`, "chainrule"), of(`memory-${name}`, "node")];
      if (all === undefined || empty === undefined) return undefined;
      return (all - empty) / (40e6 + 1.5 * measurementOf(`memory-${name}`).needed);
    }),
  ),
];

export const targets = [
  ...faster("W1", "plain JavaScript", "W1", ["plain"], 2, both),
  ...faster("W1", "PyTorch", "W1", ["torch"], 200, both),
  ...faster("W2", "the better of PyTorch and scikit-learn", "W2", ["torch", "sklearn"], 5, wasm),
  ...faster("W2", "the better of PyTorch and scikit-learn", "W2", ["torch", "sklearn"], 8, native),
  ...faster("W2", "jax-js", "W2", ["jax"], 8, wasm),
  ...faster("W3", "PyTorch", "W3", ["torch"], 1, wasm),
  ...faster("W3", "PyTorch", "W3", ["torch"], 2, native),
  ...faster("W3", "jax-js", "W3", ["jax"], 3, wasm),
  ...faster("W4", "PyTorch", "W4", ["torch"], 0.28, wasm),
  ...faster("W4", "PyTorch", "W4", ["torch"], 0.45, ["relaxed"]),
  ...faster("W4", "PyTorch", "W4", ["torch"], 1.1, native),
  ...faster("W4", "jax-js", "W4", ["jax"], 3, wasm),
  ...everywhere(
    "W4",
    "our own rate at W6-1024",
    ["W4"],
    rateAgainst(() => "W6-1024"),
    0.8,
    [...both, "relaxed"],
  ),
  ...everywhere("W6", "the 128-bit FMA peak, at the worst size", products, ofPeak, 0.55, wasm),
  ...everywhere("W6", "the 128-bit FMA peak, at the worst size", products, ofPeak, 0.75, ["relaxed"]),
  ...everywhere("W6", "OpenBLAS, at the worst size", products, againstOpenblas, 0.9, native),
  ...["wasm", "relaxed", "native"].map((backend) => ({
    workload: "W6",
    text: "one thread, n = 1024",
    backend,
    atLeast: 1.6,
    value: (of, name, threads) =>
      threads === 1 ? undefined : divided(of("W6-1024", own[name][1]), of("W6-1024", own[name][2])),
  })),
  ...faster("W7", "onnxruntime-web, one row of W2", "W7-W2-1", ["onnx-web"], 10, wasm),
  ...faster("W7", "onnxruntime-web, one row of W3", "W7-W3-1", ["onnx-web"], 2, wasm),
  ...["W2", "W3"].flatMap((name) => [
    ...faster("W7", `onnxruntime-web, 1024 rows of ${name}`, `W7-${name}-1024`, ["onnx-web"], 1.5, wasm),
    ...faster("W7", `onnxruntime-node, 1024 rows of ${name}`, `W7-${name}-1024`, ["onnx-node"], 1, native),
  ]),
  ...faster("W9", "PyTorch, sigmoid", "W9-sigmoid", ["torch"], 0.8, wasm),
  ...faster("W9", "PyTorch, softmax", "W9-softmax", ["torch"], 1, wasm),
  ...faster("W9", "PyTorch, row sums", "W9-rowSum", ["torch"], 0.5, wasm),
  ...["sigmoid", "softmax", "rowSum"].flatMap((name) =>
    faster("W9", `PyTorch, ${name === "rowSum" ? "row sums" : name}`, `W9-${name}`, ["torch"], 1, native),
  ),
  ...faster("W10", "PyTorch", "W10", ["torch"], 1.4, wasm),
  ...faster("W10", "PyTorch", "W10", ["torch"], 3, native),
  ...["W2-sibling", "W3-sibling", "W6-250", "W6-513", "W10-sibling"].flatMap((id) =>
    everywhere(
      id.split("-")[0],
      `the workload's rate per flop, at its sibling (${measurementOf(id).title})`,
      [id],
      rateAgainst((sibling) => measurementOf(sibling).siblingOf),
      0.7,
      both,
    ),
  ),
  ...limits,
];

// Who takes part. `kinds` are the kinds of problems that a contestant takes, `only` the measurements among them where it is
// not left far behind (the beginnings of their names); `file` holds a function for each kind, and `options` are what tells
// contestants of one file apart. A contestant whose library (or back end) is not installed says
// so in one line and is left out.
const everything = ["training", "product", "inference", "stream", "coldStart", "compiling", "memory"];
const arithmetic = ["training", "product", "inference", "stream"];
/** What is large enough for several threads. */
const shared = ["training", "product"];
/** Where a loop without vectors, or without a library, can be waited for. */
const slow = ["W1", "W2", "W6-128", "W9", "W8"];

/** One chainrule contestant: a back end on so many threads. */
const chainrule = (label, options, more = {}) => ({
  file: "chainrule.mjs",
  library: "chainrule",
  label: `chainrule, ${label}`,
  options: { backend: "wasm", threads: 1, relaxed: false, ...options },
  kinds: everything.filter((kind) => kind !== "coldStart"),
  ...more,
});

const python = (file, library, label, threads, kinds) => ({
  file,
  library,
  label: threads === 1 ? label : `${label}, ${threads} threads`,
  options: { threads },
  kinds,
});

export const contestants = {
  chainrule: chainrule("wasm", {}, { kinds: everything, program: "chainrule.mjs" }),
  "chainrule-2": chainrule("wasm, 2 threads", { threads: 2 }, { kinds: [...shared, "memory"] }),
  "chainrule-relaxed": chainrule("wasm relaxed", { relaxed: true }),
  "chainrule-relaxed-2": chainrule("wasm relaxed, 2 threads", { relaxed: true, threads: 2 }, { kinds: shared }),
  "chainrule-native": chainrule("native", { backend: "native" }),
  "chainrule-native-2": chainrule("native, 2 threads", { backend: "native", threads: 2 }, { kinds: shared }),
  "chainrule-calls": chainrule(
    "wasm, train() and predict()",
    {},
    { file: "chainrule-calls.mjs", kinds: ["training", "inference"] },
  ),
  "chainrule-calls-2": chainrule(
    "wasm, train() and predict(), 2 threads",
    { threads: 2 },
    { file: "chainrule-calls.mjs", kinds: ["training"] },
  ),
  plain: { file: "plain.mjs", label: "plain JavaScript", kinds: arithmetic, only: slow },
  jax: { file: "jax.mjs", label: "jax-js wasm", kinds: [...arithmetic, "coldStart"], program: "jax.mjs" },
  "tensorflow-cpu": {
    file: "tensorflow.mjs",
    library: "tensorflow",
    label: "TensorFlow.js cpu",
    options: { backend: "cpu" },
    kinds: ["training", "product", "coldStart"],
    only: slow,
    program: "tensorflow.mjs",
  },
  "tensorflow-wasm": {
    file: "tensorflow.mjs",
    library: "tensorflow",
    label: "TensorFlow.js wasm",
    options: { backend: "wasm" },
    kinds: arithmetic,
  },
  // Learns row by row with one activation for all layers, so its numbers cannot be those of the others.
  brain: {
    file: "brain.mjs",
    label: "brain.js",
    note: "learns row by row, one activation for all layers: its results are not checked",
    kinds: ["training", "inference", "coldStart"],
    only: [...slow, "W7"],
    unchecked: true,
    program: "brain.mjs",
  },
  "onnx-web": onnx("web", 1),
  "onnx-web-2": onnx("web", 2),
  "onnx-node": onnx("node", 1),
  "onnx-node-2": onnx("node", 2),
  torch: { ...python("torch_contestant.py", "torch", "PyTorch", 1, [...arithmetic, "coldStart"]), program: "torch.py" },
  "torch-2": python("torch_contestant.py", "torch", "PyTorch", 2, shared),
  sklearn: python("sklearn_contestant.py", "sklearn", "scikit-learn", 1, ["training"]),
  "sklearn-2": python("sklearn_contestant.py", "sklearn", "scikit-learn", 2, ["training"]),
  openblas: python("openblas_contestant.py", "openblas", "OpenBLAS (NumPy)", 1, ["product"]),
  "openblas-2": python("openblas_contestant.py", "openblas", "OpenBLAS (NumPy)", 2, ["product"]),
  peak: { file: "peak.mjs", label: "128-bit FMA peak of one core", kinds: ["product"], unchecked: true },
  node: {
    file: "node.mjs",
    label: "an empty Node",
    kinds: ["coldStart", "memory"],
    unchecked: true,
    program: "empty.mjs",
  },
};

function onnx(flavor, threads) {
  return {
    file: "onnx.mjs",
    library: "onnx",
    label: `onnxruntime-${flavor}${threads === 1 ? "" : `, ${threads} threads`}`,
    options: { flavor, threads },
    kinds: threads === 1 ? ["product", "inference", "stream"] : ["product"],
  };
}

/** Whether a measurement's name begins with the parts of another one. */
export const isPartOf = (id, start) => `${id}-`.startsWith(`${start}-`);

/** The contestants of a measurement. */
export const contestantsOf = ({ id, kind, without }) =>
  Object.keys(contestants).filter((name) => {
    const { kinds, only } = contestants[name];
    const isFast = only === undefined || only.some((start) => isPartOf(id, start));
    return kinds.includes(kind) && isFast && without?.[name] === undefined;
  });

// onnxruntime-web and onnxruntime-node; their models are written by support/onnx-model.mjs.
import { timesAwaited } from "../support/measure.mjs";
import { modelOf } from "../support/onnx-model.mjs";

async function sessionOf({ flavor, threads }, model) {
  const { default: library, ...named } = await import(`onnxruntime-${flavor}`);
  const { InferenceSession, Tensor, env } = { ...library, ...named };
  if (flavor === "web") env.wasm.numThreads = threads;
  const options =
    flavor === "web"
      ? { executionProviders: ["wasm"] }
      : { executionProviders: ["cpu"], intraOpNumThreads: threads, interOpNumThreads: 1 };
  return { session: await InferenceSession.create(model, options), Tensor };
}

/** One graph of operators, run again and again. */
async function repeated(options, graph, feeds, probes) {
  const { session, Tensor } = await sessionOf(options, modelOf(graph));
  const given = Object.fromEntries(
    Object.entries(feeds).map(([name, values]) => [name, new Tensor("float32", values, graph.inputs[name])]),
  );
  let last;
  return {
    repeat: timesAwaited(async () => {
      last = await session.run(given);
    }),
    results: () => probes.map((i) => last.y.data[i]),
  };
}

export async function product({ n, a, b, probes }, options) {
  const shape = [n, n];
  const graph = { nodes: [["MatMul", ["a", "b"], ["y"]]], inputs: { a: shape, b: shape }, outputs: { y: shape } };
  return repeated(options, graph, { a, b }, probes);
}

const operations = {
  sigmoid: { node: ["Sigmoid", ["x"], ["y"]] },
  softmax: { node: ["Softmax", ["x"], ["y"], { axis: -1 }] },
  rowSum: {
    node: ["ReduceSum", ["x", "axes"], ["y"], { keepdims: 0 }],
    constants: { axes: { shape: [1], values: BigInt64Array.of(1n) } },
    shape: ([rows]) => [rows],
  },
};

export async function stream({ operation, x, shape, probes }, options) {
  const { node, constants, shape: shapeOf = (same) => same } = operations[operation];
  const graph = { nodes: [node], constants, inputs: { x: shape }, outputs: { y: shapeOf(shape) } };
  return repeated(options, graph, { x }, probes);
}

export async function inference({ sizes, parameters, rows, inputs, outputs, probes }, options) {
  const layers = sizes.length - 1;
  const constants = {};
  const nodes = [];
  for (let l = 0; l < layers; l++) {
    constants[`w${l}`] = { shape: [sizes[l], sizes[l + 1]], values: parameters[2 * l] };
    constants[`b${l}`] = { shape: [sizes[l + 1]], values: parameters[2 * l + 1] };
    nodes.push(["Gemm", [l === 0 ? "x" : `a${l}`, `w${l}`, `b${l}`], [`z${l}`]]);
    if (l < layers - 1) nodes.push(["Relu", [`z${l}`], [`a${l + 1}`]]);
  }
  nodes.push(
    outputs === 1 ? ["Sigmoid", [`z${layers - 1}`], ["y"]] : ["Softmax", [`z${layers - 1}`], ["y"], { axis: -1 }],
  );
  const graph = { nodes, constants, inputs: { x: [rows, sizes[0]] }, outputs: { y: [rows, outputs] } };
  return repeated(options, graph, { x: inputs }, probes);
}

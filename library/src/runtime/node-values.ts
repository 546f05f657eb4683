import type { Numbers, Session } from "../compiler/step.ts";
import { type ConstantAttributes, constant, input, type NamedAttributes, state } from "../graph/primitives/leaves.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";
import { backendOf, type Execution } from "./backend.ts";

/** Numbers as a program holds them, in the width of its outputs. */
function inWidthOf(outputs: Readonly<Record<string, ArrayLike<number>>>, numbers: Numbers): Numbers {
  return Object.values(outputs)[0] instanceof Float32Array ? Float32Array.from(numbers) : numbers;
}

/** The values of all real nodes in the numbers of the session's back end: a program in which every node is an output. */
export async function valuesIn(
  session: Session,
  nodes: readonly Tensor[],
  given: Readonly<Record<string, Numbers>>,
): Promise<(node: Tensor) => ArrayLike<number>> {
  const computed = nodes.filter((node) => node.inputs.length > 0 && node.type === "real");
  const executable = await session.load({
    outputs: Object.fromEntries(computed.map((node, i) => [`node ${i}`, node])),
  });
  const outputs = executable.run(1, given);
  const values = new Map<Tensor, ArrayLike<number>>(computed.map((node, i) => [node, outputs[`node ${i}`]!]));
  for (const node of nodes) {
    if (node.primitive === constant) values.set(node, inWidthOf(outputs, (node.attributes as ConstantAttributes).data));
    if (node.primitive !== input && node.primitive !== state) continue;
    const { name } = node.attributes as NamedAttributes;
    values.set(node, node.primitive === state ? session.read(name) : inWidthOf(outputs, given[name]!));
  }
  return (node) => values.get(node) ?? [];
}

/**
 * What an engine computes for some nodes of a graph: a program that is not fused, every node being an output of it.
 *
 * @param bindings what the inputs of the graph hold; inputs of one name hold the same.
 * @returns the value of each real node in the numbers of the back end (float32 for wasm), last axis fastest.
 */
export async function engineValues(
  nodes: readonly Tensor[],
  bindings: ReadonlyMap<Tensor, ArrayLike<number>>,
  execution: Execution = {},
): Promise<ReadonlyMap<Tensor, ArrayLike<number>>> {
  const order = ancestors(nodes);
  const given: Record<string, ArrayLike<number>> = {};
  for (const node of order) {
    const values = node.primitive === input ? bindings.get(node) : undefined;
    if (values !== undefined) given[(node.attributes as NamedAttributes).name] = values;
  }
  const session = (await backendOf(execution.backend ?? "wasm", execution)).open();
  try {
    const of = await valuesIn(session, order, given);
    return new Map(nodes.filter((node) => node.type === "real").map((node) => [node, of(node)]));
  } finally {
    session.dispose();
  }
}

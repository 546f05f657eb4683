import { apply } from "./build.ts";
import { ancestors, type Tensor } from "./tensor.ts";

/** A node again on other operands, with its notes; itself where nothing changed. */
export function onOperands(node: Tensor, inputs: readonly Tensor[]): Tensor {
  if (inputs.every((input, i) => input === node.inputs[i])) return node;
  const next = apply(node.primitive, inputs, node.attributes);
  next.origin = node.origin;
  return noted(next, node);
}

/** A node that stands for another one, with what is noted of that for people. */
export function noted(node: Tensor, { label, layer, moment, whereabout }: Tensor): Tensor {
  return Object.assign(node, { label, layer, moment, whereabout });
}

/**
 * A graph with some nodes replaced: `change` gets every node, operands first and on its new operands, with the node
 * that it was. Nodes below which nothing changes stay the same nodes.
 */
export function rewrite(
  roots: readonly Tensor[],
  change: (node: Tensor, original: Tensor) => Tensor,
): (root: Tensor) => Tensor {
  const done = new Map<Tensor, Tensor>();
  for (const node of ancestors(roots)) {
    const inputs = node.inputs.map((input) => done.get(input)!);
    done.set(node, change(onOperands(node, inputs), node));
  }
  return (root) => done.get(root)!;
}

import type { ContractNames } from "./primitive.ts";
import { contract } from "./primitives/contract.ts";
import { scanOf } from "./scans.ts";
import { sizeOf } from "./shape.ts";
import { ancestors, type Tensor } from "./tensor.ts";

/** Multiplications and additions in products, m·n·k for m×k by k×n; those of a loop count as often as it turns. */
export function multiplyAdds(nodes: Iterable<Tensor>): number {
  let total = 0;
  for (const node of nodes) {
    const loop = scanOf(node);
    if (node.primitive === contract) {
      const { left, output } = node.attributes as ContractNames;
      const summed = left.flatMap((name, axis) => (output.includes(name) ? [] : [node.inputs[0]!.shape[axis]!]));
      total += sizeOf(node.shape) * sizeOf(summed);
    } else if (loop !== undefined) {
      const { body, length } = loop;
      total += length * multiplyAdds(ancestors([...body.next, ...body.outputs]));
    }
  }
  return total;
}

import type { ContractNames } from "./primitive.ts";
import { contract } from "./primitives/contract.ts";
import { type ScanAttributes, scan } from "./primitives/scan.ts";
import { sizeOf } from "./shape.ts";
import { ancestors, type Tensor } from "./tensor.ts";

/** Multiplications and additions in products, m·n·k for m×k by k×n; those of a loop count as often as it turns. */
export function multiplyAdds(nodes: Iterable<Tensor>): number {
  let total = 0;
  for (const node of nodes) {
    if (node.primitive === contract) {
      const { left, output } = node.attributes as ContractNames;
      const summed = left.flatMap((name, axis) => (output.includes(name) ? [] : [node.inputs[0]!.shape[axis]!]));
      total += sizeOf(node.shape) * sizeOf(summed);
    } else if (node.primitive === scan) {
      const { body, length } = node.attributes as ScanAttributes;
      total += length * multiplyAdds(ancestors([...body.next, ...body.outputs]));
    }
  }
  return total;
}

import { joining } from "../graph/joins.ts";
import { permute } from "../graph/primitives/permute.ts";
import { rewrite } from "../graph/rewrite.ts";
import type { Tensor } from "../graph/tensor.ts";
import { permutedParts } from "../graph/unroll.ts";

/**
 * Gradients of quantities that were cut into parts, as people write them: the parts one after the other, instead of a sum of
 * parts with zeros around them.
 */
export function withJoinedParts(gradients: readonly Tensor[]): readonly Tensor[] {
  const join = joining();
  const joined = rewrite(gradients, (node) => (node.primitive === permute ? permutedParts(node) : join(node)));
  return gradients.map(joined);
}

import { slice } from "../graph/primitives/slice.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { below, isLeaf, isView } from "./fuse.ts";

/**
 * Whether a view is a line of its own: rows that a layer lays out in space or time, and a part that has a name.
 *
 * What lies flat again needs none.
 */
export function isShownView(node: Tensor): boolean {
  if (node.label !== undefined && node.primitive === slice) return true;
  return node.layer !== undefined && node.shape.length > 2;
}

/** Notes of a view that is no line belong to what it shows, if that has none. */
export function handNotesDown(order: readonly Tensor[]): void {
  for (const node of order) {
    if (!isView(node) || (node.layer === undefined && node.label === undefined)) continue;
    const shown = below(node);
    if (isLeaf(shown) || sizeOf(shown.shape) !== sizeOf(node.shape)) continue;
    if (shown.label === undefined) shown.label = node.label;
    if (shown.layer !== undefined || node.layer === undefined) continue;
    shown.layer = node.layer;
    node.layer = undefined;
  }
}

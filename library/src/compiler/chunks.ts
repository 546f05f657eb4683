import { build } from "../graph/build.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/** How many elements are added one after the other; part sums are added afterwards. */
export const chunkSize = 1024;

/**
 * A long sum in fixed chunks: the sum of each chunk, then the sum of these, then what is left over.
 *
 * The chunks depend on the shape alone, so that any number of threads may compute them and give the same bits; and
 * the rounding grows with the length of a chunk, not of the whole.
 */
export function chunked(node: Tensor): Tensor {
  if (node.primitive !== reduce) return node;
  const { kind, axes } = node.attributes as ReduceAttributes;
  const [input] = node.inputs as [Tensor];
  const { shape } = input;
  const summed = sizeOf(axes.map((axis) => shape[axis]!));
  if (kind !== "sum" || summed < 2 * chunkSize) return node;
  // The longest axis is divided; the others are summed inside each chunk.
  const axis = axes.reduce((best, one) => (shape[one]! > shape[best]! ? one : best));
  const each = Math.max(1, Math.floor((chunkSize * shape[axis]!) / summed));
  const count = Math.floor(shape[axis]! / each);
  const part = (start: number, size: number): Tensor =>
    build.slice(input, {
      start: shape.map((_, i) => (i === axis ? start : 0)),
      size: shape.map((length, i) => (i === axis ? size : length)),
      step: shape.map(() => 1),
    });
  const divided = [...shape.slice(0, axis), count, each, ...shape.slice(axis + 1)];
  // Behind the divided axis every axis moves on by one; the chunks themselves are summed last.
  const inner = axes.map((one) => (one < axis ? one : one + 1));
  const partial = build.sum(build.reshape(part(0, count * each), divided), inner);
  const place = axis - axes.filter((one) => one < axis).length;
  const whole = build.sum(partial, [place]);
  const rest = shape[axis]! - count * each;
  const total = rest === 0 ? whole : build.add(whole, build.sum(part(count * each, rest), axes));
  total.label = node.label;
  total.layer = node.layer;
  for (const made of [partial, whole, total]) made.whereabout = node.whereabout;
  return total;
}

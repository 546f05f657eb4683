import * as x from "../../src/expr/operations/index.ts";
import * as g from "../../src/graph/index.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { type Attributes, list, type Numbers, number } from "./tfjs-windows.ts";

/** Several indices, one for each of the first axes, as one place. */
export const placesOf = (indices: Tensor, shape: Numbers): Tensor => {
  const depth = indices.shape.at(-1)!;
  const steps = Array.from({ length: depth }, (_, i) => sizeOf(shape.slice(i + 1, depth)));
  return g.sum(x.mul(indices, g.tensor(steps)), -1);
};
const oneByOne = (indices: Tensor): Tensor =>
  indices.shape.length === 1 ? g.reshape(indices, [indices.shape[0]!, 1]) : indices;
/** Zeros to which updates are added at the places that several indices name. */
export const scattered = (indices: Tensor, updates: Tensor, shape: Numbers): Tensor => {
  const own = oneByOne(indices);
  const depth = own.shape.at(-1)!;
  const places = g.toIndex(g.reshape(placesOf(own, shape), [-1]));
  const rows = g.reshape(updates, [places.shape[0]!, ...shape.slice(depth)]);
  return g.reshape(g.scatterAdd(rows, places, 0, sizeOf(shape.slice(0, depth))), shape);
};
export const gathered = (t: Tensor, indices: Tensor, axis: number, batch: number): Tensor => {
  if (batch === 0) return g.gather(t, g.toIndex(indices), axis);
  // Each of the first rows has indices of its own.
  const [n, ...inner] = [sizeOf(t.shape.slice(0, batch)), ...t.shape.slice(batch)];
  const own = g.reshape(indices, [n!, ...indices.shape.slice(batch)]);
  const parts = Array.from({ length: n! }, (_, i) =>
    g.gather(
      g.reshape(g.slice(g.reshape(t, [n!, ...inner]), 0, i, i + 1), inner),
      g.toIndex(g.reshape(g.slice(own, 0, i, i + 1), indices.shape.slice(batch))),
      axis - batch,
    ),
  );
  const joined = g.stack(parts, 0);
  return g.reshape(joined, [...t.shape.slice(0, batch), ...joined.shape.slice(1)]);
};
export const tiled = (t: Tensor, repeats: Numbers): Tensor => {
  const open = g.reshape(
    t,
    t.shape.flatMap((size) => [1, size]),
  );
  const wide = g.broadcast(
    open,
    t.shape.flatMap((size, i) => [repeats[i]!, size]),
  );
  return g.reshape(
    wide,
    t.shape.map((size, i) => size * repeats[i]!),
  );
};
export const padded = (t: Tensor, pads: readonly Numbers[], value = 0): Tensor =>
  g.pad(t, { low: pads.map((pad) => pad[0]!), high: pads.map((pad) => pad[1]!), interior: pads.map(() => 0), value });
export const mirrored = (t: Tensor, pads: readonly Numbers[], edge: number): Tensor =>
  pads.reduce((now, [low, high], axis) => {
    const size = t.shape[axis]!;
    const places = Array.from({ length: low! + size + high! }, (_, i) => {
      const at = i - low!;
      return at < 0 ? -at - edge : at >= size ? 2 * size - 2 - at + edge : at;
    });
    return g.gather(now, g.tensor(places, [places.length], "index"), axis);
  }, t);
/** Sums of products over named axes, of one operand or two; a name that comes twice in one is its diagonal. */
export const einsum = (operands: readonly Tensor[], equation: string): Tensor => {
  const [left, output] = equation.split("->") as [string, string];
  const names = left.split(",").map((one) => [...one.trim()]);
  const [first, second] = operands as [Tensor, Tensor | undefined];
  if (second !== undefined)
    return g.contract(first, second, { left: names[0]!, right: names[1]!, output: [...output.trim()] });
  return g.contract(first, g.tensor(1, []), { left: names[0]!, right: [], output: [...output.trim()] });
};
/** Elements from begin to end of each axis, with TensorFlow's masks, a bit for each entry. */
export const stridedSlice = (t: Tensor, attributes: Attributes): Tensor => {
  const [begin, end, strides] = ["begin", "end", "strides"].map((key) => list(attributes, key)) as [
    Numbers,
    Numbers,
    Numbers,
  ];
  const bit = (mask: string, i: number): boolean => ((number(attributes, mask) >> i) & 1) === 1;
  let result = t;
  let axis = 0;
  const shape: number[] = [];
  begin.forEach((_, i) => {
    if (bit("ellipsisMask", i)) {
      const added = begin.filter((__, k) => bit("newAxisMask", k) && !bit("ellipsisMask", k)).length;
      const kept = t.shape.length - (begin.length - 1 - added);
      for (let k = 0; k < kept; k++) shape.push(t.shape[axis++]!);
      return;
    }
    if (bit("newAxisMask", i)) return void shape.push(1);
    const size = t.shape[axis]!;
    const place = (at: number): number => (at < 0 ? at + size : at);
    const step = bit("shrinkAxisMask", i) ? 1 : strides[i]!;
    const forward = step > 0;
    const start = bit("beginMask", i)
      ? forward
        ? 0
        : size - 1
      : Math.min(forward ? size : size - 1, Math.max(0, place(begin[i]!)));
    const stop = bit("shrinkAxisMask", i)
      ? start + 1
      : bit("endMask", i)
        ? undefined
        : Math.max(forward ? 0 : -1, place(end[i]!));
    result = g.slice(result, axis, start, !forward && stop === -1 ? undefined : stop, step);
    if (!bit("shrinkAxisMask", i)) shape.push(result.shape[axis]!);
    axis++;
  });
  return g.reshape(result, [...shape, ...t.shape.slice(axis)]);
};
export const splits = (t: Tensor, given: number | Numbers, axis: number): Tensor[] => {
  const size = t.shape[axis]!;
  const asked = typeof given === "number" ? new Array<number>(given).fill(size / given) : given;
  const known = asked.reduce((sum, one) => sum + Math.max(0, one), 0);
  let at = 0;
  return asked.map((one) => {
    const start = at;
    at += one < 0 ? size - known : one;
    return g.slice(t, axis, start, at);
  });
};
export const spaceToBatch = (t: Tensor, block: Numbers, pads: readonly Numbers[]): Tensor => {
  const rank = block.length;
  const wide = padded(t, [[0, 0], ...pads, ...t.shape.slice(rank + 1).map(() => [0, 0])]);
  const sizes = wide.shape.slice(1, rank + 1);
  const inner = wide.shape.slice(rank + 1);
  const open = g.reshape(wide, [
    wide.shape[0]!,
    ...sizes.flatMap((size, i) => [size / block[i]!, block[i]!]),
    ...inner,
  ]);
  const places = sizes.map((_, i) => 1 + 2 * i);
  const order = [...places.map((i) => i + 1), 0, ...places, ...inner.map((_, i) => 1 + 2 * rank + i)];
  return g.reshape(g.transpose(open, order), [-1, ...sizes.map((size, i) => size / block[i]!), ...inner]);
};
export const batchToSpace = (t: Tensor, block: Numbers, crops: readonly Numbers[]): Tensor => {
  const rank = block.length;
  const sizes = t.shape.slice(1, rank + 1);
  const inner = t.shape.slice(rank + 1);
  const n = t.shape[0]! / sizeOf(block);
  const open = g.reshape(t, [...block, n, ...sizes, ...inner]);
  const order = [rank, ...sizes.flatMap((_, i) => [rank + 1 + i, i]), ...inner.map((_, i) => 2 * rank + 1 + i)];
  const whole = g.reshape(g.transpose(open, order), [n, ...sizes.map((size, i) => size * block[i]!), ...inner]);
  return padded(whole, [[0, 0], ...crops.map(([low, high]) => [-low!, -high!]), ...inner.map(() => [0, 0])]);
};

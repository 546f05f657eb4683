import { variable } from "../expr/expr.ts";
import { div } from "../expr/operations/div.ts";
import { ArgumentError, ShapeError } from "../util/errors.ts";
import { apply, build } from "./build.ts";
import type { ContractNames, PadAttributes } from "./primitive.ts";
import { concat as concatPrimitive } from "./primitives/concat.ts";
import { constant, input as inputPrimitive, state as statePrimitive } from "./primitives/leaves.ts";
import { map } from "./primitives/map.ts";
import { random as randomPrimitive } from "./primitives/random.ts";
import { reduce } from "./primitives/reduce.ts";
import { stopGradient as stopGradientPrimitive } from "./primitives/stop-gradient.ts";
import { axisOf, broadcastShapes, type Shape, shapeText, sizeOf } from "./shape.ts";
import { type ElementType, Tensor } from "./tensor.ts";

/** Numbers nested as deeply as the tensor has axes. */
export type Nested = number | readonly Nested[];

/** A tensor of known numbers: `tensor([[1, 2], [3, 4]])`, or flat numbers with a shape. */
export function tensor(values: Nested | ArrayLike<number>, shape?: Shape, type: ElementType = "real"): Tensor {
  if (shape !== undefined) {
    const data = typeof values === "number" ? [values] : (values as ArrayLike<number>);
    return apply(constant, [], { shape, data: Float64Array.from(data), type });
  }
  const sizes: number[] = [];
  for (let level = values as Nested; typeof level !== "number"; level = level[0]!) {
    sizes.push(level.length);
    if (level.length === 0) break;
  }
  const flat: number[] = [];
  const walk = (part: Nested, depth: number): void => {
    if (typeof part === "number") {
      if (depth !== sizes.length) throw new ShapeError("tensor: the rows have different depths");
      flat.push(part);
      return;
    }
    if (part.length !== sizes[depth])
      throw new ShapeError("tensor: the rows have different lengths", {
        expected: `${sizes[depth]}`,
        found: `${part.length}`,
      });
    for (const inner of part) walk(inner, depth + 1);
  };
  walk(values as Nested, 0);
  return apply(constant, [], { shape: sizes, data: Float64Array.from(flat), type });
}

/** A place for a value that is given at every run. */
export function input(name: string, shape: Shape, type: ElementType = "real"): Tensor {
  return apply(inputPrimitive, [], { name, shape, type });
}

/** A place for a value that lives in a session and that a program may replace. */
export function state(name: string, shape: Shape, type: ElementType = "real"): Tensor {
  return apply(statePrimitive, [], { name, shape, type });
}

/** A tensor filled with one number. */
export function full(shape: Shape, value: number): Tensor {
  return build.broadcast(build.constant(value), shape);
}

/** Indices as real numbers. */
export function toReal(indices: Tensor): Tensor {
  return apply(map, [indices], { formula: variable("a0") });
}

/** Whole real numbers as indices. */
export function toIndex(numbers: Tensor): Tensor {
  return apply(map, [numbers], { formula: variable("a0"), type: "index" });
}

const axesOf = (input: Tensor, axes: number | readonly number[] | undefined, name: string): number[] => {
  if (axes === undefined) return input.shape.map((_, axis) => axis);
  const list = typeof axes === "number" ? [axes] : axes;
  return list.map((axis) => axisOf(axis, input.shape.length, name)).sort((a, b) => a - b);
};

/** Whether a reduced axis stays with size 1. */
export interface ReduceOptions {
  readonly keep?: boolean;
}

function finish(input: Tensor, reduced: Tensor, axes: readonly number[], options: ReduceOptions): Tensor {
  if (options.keep !== true) return reduced;
  return build.reshape(
    reduced,
    input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  );
}

/** The sum over some axes (all, where none are named). */
export function sum(input: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  const list = axesOf(input, axes, "sum");
  return finish(input, build.sum(input, list), list, options);
}

/** The mean over some axes. */
export function mean(input: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  const list = axesOf(input, axes, "mean");
  const count = list.reduce((product, axis) => product * input.shape[axis]!, 1);
  return div(sum(input, list, options), count);
}

/** The greatest element over some axes; `ties` says who gets the slope where several are greatest. */
export function maximum(
  input: Tensor,
  axes?: number | readonly number[],
  options: ReduceOptions & { readonly ties?: "shared" | "first" } = {},
): Tensor {
  const list = axesOf(input, axes, "maximum");
  if (list.length === 0) return input;
  const attributes = { kind: "max", axes: list, ties: options.ties ?? "shared" };
  return finish(input, apply(reduce, [input], attributes), list, options);
}

/** The sum of products over named axes: `contract(a, b, "ik, kj -> ij")`; names are letters, or words between spaces. */
export function contract(left: Tensor, right: Tensor, names: string | ContractNames): Tensor {
  if (typeof names !== "string") return build.contract(left, right, names);
  const found = /^([^,]*),([^,]*)->([^,]*)$/.exec(names);
  if (found === null)
    throw new ArgumentError("contract: cannot read the axis names", { expected: '"ik, kj -> ij"', found: names });
  const [a, b, c] = found.slice(1).map((part) => {
    const trimmed = part.trim();
    return trimmed.includes(" ") ? trimmed.split(/\s+/) : [...trimmed];
  });
  return build.contract(left, right, { left: a!, right: b!, output: c! });
}

/** The matrix product, with the rules of NumPy for vectors and batches: (…, n, k)(…, k, m) → (…, n, m). */
export function matmul(left: Tensor, right: Tensor): Tensor {
  const a = left.shape.length === 1 ? build.reshape(left, [1, ...left.shape]) : left;
  const b = right.shape.length === 1 ? build.reshape(right, [...right.shape, 1]) : right;
  if (a.shape.length < 2 || b.shape.length < 2 || a.shape.at(-1) !== b.shape.at(-2))
    throw new ShapeError("matmul: the inner sizes differ", {
      expected: "as many columns on the left as rows on the right",
      found: `${shapeText(left.shape)} and ${shapeText(right.shape)}`,
    });
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)], "matmul");
  // Batch axes of size 1 are dropped and come back in the shape of the result: nothing is copied to stretch them.
  const open = (t: Tensor): readonly [Tensor, string[]] => {
    const own = t.shape.slice(0, -2);
    const kept = own.flatMap((size, axis) => (size === 1 ? [] : [axis]));
    const names = kept.map((axis) => `b${axis + batch.length - own.length}`);
    return [build.reshape(t, [...kept.map((axis) => own[axis]!), ...t.shape.slice(-2)]), names];
  };
  const [l, leftNames] = open(a);
  const [r, rightNames] = open(b);
  const names = batch.flatMap((size, axis) => (size === 1 ? [] : [`b${axis}`]));
  const product = build.contract(l, r, {
    left: [...leftNames, "i", "k"],
    right: [...rightNames, "k", "j"],
    output: [...names, "i", "j"],
  });
  const rows = left.shape.length === 1 ? [] : [a.shape.at(-2)!];
  const columns = right.shape.length === 1 ? [] : [b.shape.at(-1)!];
  return build.reshape(product, [...batch, ...rows, ...columns]);
}

/** The same elements under another shape; one size may be −1. */
export function reshape(input: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const filled = shape.map((size) => (size === -1 ? sizeOf(input.shape) / known : size));
  return build.reshape(input, filled);
}

/** Axes in another order; all reversed where none is given. */
export function transpose(input: Tensor, axes?: readonly number[]): Tensor {
  return build.permute(input, axes ?? input.shape.map((_, axis) => input.shape.length - 1 - axis));
}

/** Stretches axes of size 1, and adds axes in front. */
export function broadcast(input: Tensor, shape: Shape): Tensor {
  return build.broadcast(input, shape);
}

/** The elements from `start` up to, not including, `stop` along one axis, `step` apart; as in NumPy for negative numbers. */
export function slice(input: Tensor, axis: number, start?: number, stop?: number, step = 1): Tensor {
  const at = axisOf(axis, input.shape.length, "slice");
  const length = input.shape[at]!;
  const clamp = (n: number, low: number, high: number): number => Math.min(high, Math.max(low, n < 0 ? n + length : n));
  const [from, to] =
    step > 0
      ? [clamp(start ?? 0, 0, length), stop === undefined ? length : clamp(stop, 0, length)]
      : [
          start === undefined ? length - 1 : clamp(start, -1, length - 1),
          stop === undefined ? -1 : clamp(stop, -1, length - 1),
        ];
  const count = Math.max(0, Math.ceil((to - from) / step));
  return build.slice(input, {
    start: input.shape.map((_, i) => (i === at && count > 0 ? from : 0)),
    size: input.shape.map((size, i) => (i === at ? count : size)),
    step: input.shape.map((_, i) => (i === at ? step : 1)),
  });
}

/** Constants around (and between) the elements of each axis. */
export function pad(input: Tensor, attributes: PadAttributes): Tensor {
  return build.pad(input, attributes);
}

/** Tensors joined along an axis. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  return apply(concatPrimitive, tensors, { axis: axisOf(axis, tensors[0]?.shape.length ?? 0, "concat") });
}

/** Tensors of one shape joined along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const at = axisOf(axis, (tensors[0]?.shape.length ?? 0) + 1, "stack");
  return concat(
    tensors.map((t) => build.reshape(t, [...t.shape.slice(0, at), 1, ...t.shape.slice(at)])),
    at,
  );
}

/** Slices picked by index along an axis. */
export function gather(input: Tensor, indices: Tensor, axis = 0): Tensor {
  return build.gather(input, indices, axisOf(axis, input.shape.length, "gather"));
}

/** Zeros of `size` along `axis`, to which slices are added at the places that the indices name. */
export function scatterAdd(updates: Tensor, indices: Tensor, axis: number, size: number): Tensor {
  return build.scatterAdd(updates, indices, axis, size);
}

/** The position along an axis, as indices. */
export function indexAlong(shape: Shape, axis: number): Tensor {
  return build.index(shape, axisOf(axis, shape.length, "indexAlong"));
}

/** The same values, behind which nothing is differentiated. */
export function stopGradient(input: Tensor): Tensor {
  return apply(stopGradientPrimitive, [input], {});
}

/** Uniform numbers in [0, 1) from (seed, stream, step, element). */
export function random(shape: Shape, seed: Tensor, step: Tensor, stream: number): Tensor {
  return apply(randomPrimitive, [seed, step], { shape, stream });
}

/** Whether a value is a tensor. */
export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

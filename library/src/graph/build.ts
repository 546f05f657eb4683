import { type Expr, variable } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { mul } from "../expr/operations/mul.ts";
import type { Builder, Primitive, SliceAttributes } from "./primitive.ts";
import { broadcast } from "./primitives/broadcast.ts";
import { concat } from "./primitives/concat.ts";
import { contract } from "./primitives/contract.ts";
import { gather } from "./primitives/gather.ts";
import { constant } from "./primitives/leaves.ts";
import { map } from "./primitives/map.ts";
import { pad } from "./primitives/pad.ts";
import { permute } from "./primitives/permute.ts";
import { index } from "./primitives/position.ts";
import { reduce } from "./primitives/reduce.ts";
import { reshape } from "./primitives/reshape.ts";
import { scatterAdd } from "./primitives/scatter-add.ts";
import { slice } from "./primitives/slice.ts";
import { type Shape, sameShape, sizeOf } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** Applies a primitive: the one place where nodes are made. */
export function apply(primitive: Primitive, inputs: readonly Tensor[], attributes: unknown): Tensor {
  return new Tensor(primitive, inputs, attributes);
}

function sum(input: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0 ? input : apply(reduce, [input], { kind: "sum", axes });
}

function reshaped(input: Tensor, shape: Shape): Tensor {
  return sameShape(input.shape, shape) ? input : apply(reshape, [input], { shape });
}

/** Exactly one of the tensors that were joined, where a slice cuts that one out again. */
function partOf(joined: Tensor, { start, size, step }: SliceAttributes): Tensor | undefined {
  if (joined.primitive !== concat || step.some((by) => by !== 1)) return undefined;
  const { axis } = joined.attributes as { readonly axis: number };
  let at = 0;
  for (const part of joined.inputs) {
    if (start.every((from, i) => from === (i === axis ? at : 0)) && sameShape(size, part.shape)) return part;
    at += part.shape[axis]!;
  }
  return undefined;
}

/** One element along the first axis. */
export function elementAt(tensor: Tensor, at: number): Tensor {
  const inner = tensor.shape.slice(1);
  const zeros = inner.map(() => 0);
  const row = build.slice(tensor, { start: [at, ...zeros], size: [1, ...inner], step: [1, ...zeros.map(() => 1)] });
  return reshaped(row.primitive === reshape ? row.inputs[0]! : row, inner);
}

/** The builder that derivative rules and the functions of the library share; it leaves out steps that change nothing. */
export const build: Builder = {
  apply,
  map: (inputs: readonly Tensor[], formula: Expr) =>
    formula.variable === "a0" && inputs.length === 1 ? inputs[0]! : apply(map, inputs, { formula }),
  add: (a, b) => (a === b ? build.mul(a, 2) : apply(map, [a, b], { formula: add(variable("a0"), variable("a1")) })),
  mul: (a, b) => mul(a, b),
  sum,
  sumTo: (input, shape) => {
    const extra = input.shape.length - shape.length;
    const axes = input.shape
      .map((_, axis) => axis)
      .filter((axis) => axis < extra || (shape[axis - extra] === 1 && input.shape[axis] !== 1));
    return reshaped(sum(input, axes), shape);
  },
  contract: (left, right, names) => apply(contract, [left, right], names),
  reshape: reshaped,
  permute: (input, axes) => (axes.every((axis, i) => axis === i) ? input : apply(permute, [input], { axes })),
  broadcast: (input, shape) => (sameShape(input.shape, shape) ? input : apply(broadcast, [input], { shape })),
  slice: (input, attributes) => {
    const whole =
      sameShape(attributes.size, input.shape) &&
      attributes.step.every((step, axis) => step === 1 || input.shape[axis]! < 2);
    return whole ? input : (partOf(input, attributes) ?? apply(slice, [input], attributes));
  },
  pad: (input, attributes) => {
    const none = [...attributes.low, ...attributes.high].every((n) => n === 0);
    const between = attributes.interior.every((n, axis) => n === 0 || input.shape[axis]! < 2);
    return none && between ? input : apply(pad, [input], attributes);
  },
  gather: (input, indices, axis) => apply(gather, [input, indices], { axis }),
  scatterAdd: (updates, indices, axis, size) => apply(scatterAdd, [updates, indices], { axis, size }),
  index: (shape, axis) => apply(index, [], { shape, axis }),
  constant: (value, shape = []) => apply(constant, [], { shape, data: new Float64Array(sizeOf(shape)).fill(value) }),
};

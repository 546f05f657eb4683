import { apply, build } from "../graph/build.ts";
import { broadcast } from "../graph/primitives/broadcast.ts";
import { concat } from "../graph/primitives/concat.ts";
import { type ConstantAttributes, constant } from "../graph/primitives/leaves.ts";
import { map } from "../graph/primitives/map.ts";
import { reshape } from "../graph/primitives/reshape.ts";
import { type Shape, sameShape, sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/**
 * Some neighbors of a flat tensor under a shape, computed from the parts alone wherever that gives the same numbers:
 * an elementwise function of joined tensors is taken apart into the same function of the parts.
 *
 * The engine works on all parameters side by side; people read one parameter at a time. `memory` keeps shared parts shared.
 */
export function part(tensor: Tensor, offset: number, shape: Shape, memory: PartMemory = new Map()): Tensor {
  const key = `${offset} ${shape.join("×")}`;
  const own = memory.get(tensor) ?? new Map<string, Tensor>();
  memory.set(tensor, own);
  const known = own.get(key);
  if (known !== undefined) return known;
  const made = makePart(tensor, offset, shape, (inner, at) => part(inner, at, shape, memory));
  own.set(key, made);
  return made;
}

/** The parts made so far, by tensor and place. */
export type PartMemory = Map<Tensor, Map<string, Tensor>>;

function makePart(
  tensor: Tensor,
  offset: number,
  shape: Shape,
  inner: (tensor: Tensor, offset: number) => Tensor,
): Tensor {
  if (offset === 0 && sameShape(tensor.shape, shape)) return tensor;
  const size = sizeOf(shape);
  const [first] = tensor.inputs;
  if (tensor.primitive === reshape && offset === 0 && sizeOf(first!.shape) === size)
    return build.reshape(first!, shape);
  if (tensor.primitive === concat) {
    let at = 0;
    for (const one of tensor.inputs) {
      const length = sizeOf(one.shape);
      if (offset >= at && offset + size <= at + length) return inner(one, offset - at);
      at += length;
    }
  }
  if (tensor.primitive === map) {
    const total = tensor.shape[0];
    const fits = tensor.inputs.every((one) => sizeOf(one.shape) === 1 || one.shape[0] === total);
    const parts = tensor.inputs.map((one) => (sizeOf(one.shape) === 1 ? build.reshape(one, []) : inner(one, offset)));
    if (fits && parts.some((one) => sizeOf(one.shape) === size && one.shape.length === shape.length)) {
      const whole = apply(map, parts, tensor.attributes);
      whole.label = tensor.label;
      return whole;
    }
  }
  if (tensor.primitive === broadcast && sizeOf(first!.shape) === 1)
    return build.broadcast(build.reshape(first!, []), shape);
  if (tensor.primitive === constant) {
    const { data } = tensor.attributes as ConstantAttributes;
    return apply(constant, [], { shape, data: data.slice(offset, offset + size) });
  }
  const cut = build.slice(tensor, { start: [offset], size: [size], step: [1] });
  return build.reshape(cut, shape);
}

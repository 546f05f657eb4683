import type { PadAttributes } from "../graph/primitive.ts";
import { stridesOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { emitMap } from "./emit-map.ts";
import type { Statement } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { Body, type Place } from "./nest.ts";
import type { View } from "./view.ts";

/** Copies what a padding keeps of its input to where it belongs; the memory around it is filled already. */
export function emitPad(
  node: Tensor,
  viewOf: (tensor: Tensor) => View,
  placeOf: (base: Tensor) => Place,
  machine: Machine,
): Statement[] {
  const { low, interior } = node.attributes as PadAttributes;
  const [input] = node.inputs as [Tensor];
  // The elements that stay, first to last along each axis, and where the first of them goes.
  const start = low.map((n, axis) => (n >= 0 ? 0 : Math.ceil(-n / (interior[axis]! + 1))));
  const size = input.shape.map((length, axis) => {
    const gap = interior[axis]! + 1;
    const last = Math.min(length - 1, Math.floor((node.shape[axis]! - 1 - low[axis]!) / gap));
    return Math.max(0, last - start[axis]! + 1);
  });
  const strides = stridesOf(node.shape);
  const offset = low.reduce((sum, n, axis) => sum + (n + start[axis]! * (interior[axis]! + 1)) * strides[axis]!, 0);
  const view = viewOf(input);
  const place = placeOf(view.base);
  const inner = view.strides.reduce((sum, stride, axis) => sum + stride * start[axis]!, view.offset);
  const body = new Body(size, () => false, viewOf, placeOf);
  const lane = body.memory(place, inner, view.strides);
  const target = placeOf(node);
  const steps = strides.map((stride, axis) => stride * (interior[axis]! + 1));
  return emitMap(size, body, [{ lane, place: { ...target, offset: target.offset + offset }, strides: steps }], machine);
}

import { type Shape, stridesOf } from "../graph/shape.ts";
import type { Factor } from "./contract/arrange.ts";
import { affine, independentLoop, inSteps, loop, type Statement } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { addressOf, loadLanes, type Place, type Position } from "./nest.ts";

/** Adds slices of `updates` to the places that the indices name, one after the other, so that the order is fixed. */
export function emitScatterAdd(
  shape: Shape,
  axis: number,
  updates: Factor,
  indices: Factor,
  place: Place,
  { lanes: width }: Machine,
): Statement[] {
  const rank = indices.shape.length;
  const own = stridesOf(shape);
  const variables = updates.shape.map((_, i) => `i${i}`);
  // Along every axis of the updates: how the target and the indices move.
  const targetStrides = updates.shape.map((_, i) => (i < axis ? own[i]! : i < axis + rank ? 0 : own[i - rank + 1]!));
  const indexStrides = updates.shape.map((_, i) => (i >= axis && i < axis + rank ? indices.strides[i - axis]! : 0));
  const last = updates.shape.length - 1;
  const inLanes = last >= axis + rank;
  const body = (lanes: number): Statement[] => {
    const at: Position = { variables, laneAxis: inLanes ? last : -1, lanes };
    const base = addressOf(place, 0, targetStrides, at);
    const index = affine(base.constant, [...base.terms, ["picked", own[axis]!]]);
    const stride = inLanes ? updates.strides[last]! : 0;
    return [
      {
        kind: "index",
        variable: "picked",
        buffer: indices.place.buffer,
        index: addressOf(indices.place, indices.offset, indexStrides, at),
        limit: shape[axis]!,
      },
      {
        kind: "set",
        local: 0,
        wide: false,
        value: loadLanes(updates.place, addressOf(updates.place, updates.offset, updates.strides, at), stride, lanes),
      },
      {
        kind: "set",
        local: 1,
        wide: false,
        value: loadLanes(place, index, 1, lanes),
      },
      { kind: "set", local: 1, wide: false, value: { kind: "operation", operation: "add", args: [1, 0] } },
      { kind: "store", buffer: place.buffer, index, local: 1, lanes, stride: 1, type: "f32" },
    ];
  };
  const nest = (depth: number): Statement[] => {
    if (depth > last) return body(1);
    const size = updates.shape[depth]!;
    if (depth < last || !inLanes) return loop(variables[depth]!, 0, size, 1, nest(depth + 1));
    // The neighbors of one slice are different places, so they may be divided among threads; the slices may not.
    return inSteps(variables[depth]!, size, [width], body, independentLoop);
  };
  return nest(0);
}

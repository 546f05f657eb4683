import type { FoldAttributes } from "../graph/primitives/window.ts";
import { type Shape, spliced, stridesOf } from "../graph/shape.ts";
import type { Factor } from "./contract/arrange.ts";
import { affine, independentLoop, inSteps, loop, type Statement, type Value } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { addressOf, loadLanes, type Place, type Position } from "./nest.ts";
import { type Dimension, mergeDimensions } from "./view.ts";

/**
 * Adds windows, which may be folded along several axes (the last fold first), to the places where they lie, one after
 * the other as they come in memory, so that the order of additions is fixed.
 */
export function emitFold(
  shape: Shape,
  folds: readonly FoldAttributes[],
  windows: Factor,
  place: Place,
  { lanes: width }: Machine,
): Statement[] {
  if (shape.includes(0)) return [];
  const target = folds.reduce<readonly number[]>(
    (strides, { axis, step, dilation }) => spliced(strides, axis, 1, strides[axis]! * step, strides[axis]! * dilation),
    stridesOf(shape),
  );
  const merged = (axes: readonly number[]): Dimension[] =>
    mergeDimensions(
      axes.map((axis) => windows.shape[axis]!),
      [windows.strides, target].map((strides) => axes.map((axis) => strides[axis]!)),
    );
  // Windows may overlap each other, but not what is before their axes.
  const first = Math.min(...folds.map(({ axis }) => axis));
  const outer = merged(Array.from({ length: first }, (_, axis) => axis));
  const inner = merged(
    windows.shape
      .flatMap((size, axis) => (axis < first || size === 1 ? [] : [axis]))
      .sort((a, b) => Number(target[a] === 1) - Number(target[b] === 1) || windows.strides[b]! - windows.strides[a]!),
  );
  const all = [...outer, ...inner];
  const variables = all.map((_, i) => `i${i}`);
  const last = all.length - 1;
  const inLanes = inner.length > 0;
  const set = (local: number, value: Value): Statement => ({ kind: "set", local, wide: false, value });
  const add = (lanes: number): Statement[] => {
    const at: Position = { variables, laneAxis: inLanes ? last : -1, lanes };
    const [from, to] = [0, 1].map((which) => all.map(({ strides }) => strides[which]!)) as [number[], number[]];
    const index = addressOf(place, 0, to, at);
    const load = (lies: Place, where: typeof index, strides: readonly number[]): Value =>
      loadLanes(lies, where, inLanes ? strides[last]! : 1, lanes);
    return [
      set(0, load(windows.place, addressOf(windows.place, windows.offset, from, at), from)),
      set(1, load(place, index, to)),
      set(1, { kind: "operation", operation: "add", args: [1, 0] }),
      {
        kind: "store",
        buffer: place.buffer,
        index,
        local: 1,
        lanes,
        stride: inLanes ? to[last]! : 1,
        type: place.type,
      },
    ];
  };
  const additions = (depth: number): Statement[] => {
    if (depth > last) return add(1);
    const { size } = all[depth]!;
    const variable = variables[depth]!;
    if (depth < last || !inLanes) return loop(variable, 0, size, 1, additions(depth + 1));
    return inSteps(variable, size, [width], add);
  };
  const long = shape.slice(first).reduce((product, size) => product * size, 1);
  const clear = (lanes: number): Statement => {
    const at = addressOf(
      place,
      0,
      outer.map(({ strides }) => strides[1]!),
      { variables, laneAxis: -1, lanes },
    );
    const index = affine(at.constant, [...at.terms, ["cleared", 1]]);
    return { kind: "store", buffer: place.buffer, index, local: 0, lanes, stride: 1, type: place.type };
  };
  const each = [
    set(0, { kind: "constant", value: 0 }),
    ...inSteps("cleared", long, [width], (lanes) => [clear(lanes)]),
    ...(windows.shape.includes(0) ? [] : additions(outer.length)),
  ];
  return outer.reduceRight<Statement[]>(
    (body, { size }, depth) => independentLoop(variables[depth]!, 0, size, 1, body),
    each,
  );
}

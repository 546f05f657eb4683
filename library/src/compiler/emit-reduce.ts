import type { ReduceAttributes } from "../graph/primitives/reduce.ts";
import type { Shape } from "../graph/shape.ts";
import { allStrides, remap, storeTargets, type Target } from "./emit-map.ts";
import { loop, type Statement, stepVariable } from "./loops.ts";
import { type Body, canVectorize, laneDepths, laneStatements, Names, type Position } from "./nest.ts";
import { type Dimension, mergeDimensions } from "./view.ts";

/**
 * A reduction: the input's lanes are added up (or compared) over the reduced axes, then the epilogue's lanes work
 * on the result. Lanes run along the last axis of the input: within one result where that axis is reduced, over
 * four results otherwise. The order of additions is fixed by the shape.
 */
export function emitReduce(
  inputShape: Shape,
  { axes, kind }: ReduceAttributes,
  input: Body,
  inputLane: number,
  epilogue: Body,
  targets: readonly Target[],
): Statement[] {
  const keptAxes = inputShape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const inputLists = allStrides(input.sources, []);
  const epilogueLists = allStrides(epilogue.sources, targets);
  const pick = (list: readonly number[], chosen: readonly number[]): number[] => chosen.map((axis) => list[axis]!);
  const sizes = (chosen: readonly number[]): Shape => chosen.map((axis) => inputShape[axis]!);
  const kept = mergeDimensions(sizes(keptAxes), [...inputLists.map((list) => pick(list, keptAxes)), ...epilogueLists]);
  const reduced = mergeDimensions(
    sizes(axes),
    inputLists.map((list) => pick(list, axes)),
  );
  const empty = sizes(axes).includes(0);
  if (sizes(keptAxes).includes(0)) return [];

  const whole: Dimension[] = [...kept, ...reduced];
  const inside = remap(whole, input.sources, []).sources;
  const after = remap(kept, epilogue.sources, targets, inputLists.length);
  const names = new Names();
  const inputLocals = input.builder.lanes.map(() => names.local());
  const epilogueLocals = epilogue.builder.lanes.map(() => names.local());
  const anchor = epilogue.builder.lanes.findIndex(
    (lane) => lane.kind === "source" && epilogue.sources[lane.source]!.kind === "anchor",
  );
  const sum = epilogueLocals[anchor]!;
  const tail = names.local();
  const variables = whole.map((_, axis) => `i${axis}`);
  const lastAxis = inputShape.reduce((last, size, axis) => (size === 1 ? last : axis), -1);
  const acrossLanes = reduced.length > 0 && (kept.length === 0 || axes.includes(lastAxis));
  const laneAxis = acrossLanes ? whole.length - 1 : kept.length - 1;
  const lanesFit =
    laneAxis >= 0 && canVectorize([...inside], laneAxis) && (acrossLanes || canVectorize(after.sources, laneAxis));
  const operation = kind === "sum" ? "add" : "max";
  const identity = kind === "sum" ? 0 : -Infinity;
  const clear = (local: number): Statement => ({
    kind: "set",
    local,
    wide: false,
    value: { kind: "constant", value: identity },
  });
  const combine = (local: number, value: number): Statement => ({
    kind: "set",
    local,
    wide: false,
    value: { kind: "operation", operation, args: [local, value] },
  });
  const depths = laneDepths(input, inside, laneAxis).map((depth) => Math.max(depth, kept.length));
  const level = (depth: number, at: Position): Statement[] =>
    laneStatements(input, inside, inputLocals, (lane) => depths[lane] === depth, at, names);
  const value = inputLocals[inputLane]!;

  /** The loops over the reduced axes from `axis` on. */
  const reduceFrom = (axis: number, at: Position): Statement[] => {
    if (axis === whole.length) return [...level(axis, at), combine(sum, value)];
    const here = level(axis, at);
    const { size } = whole[axis]!;
    if (axis < whole.length - 1 || !acrossLanes)
      return [...here, ...loop(variables[axis]!, 0, size, 1, reduceFrom(axis + 1, at))];
    const vector = lanesFit ? size - (size % 4) : 0;
    const one = { ...at, lanes: 1 };
    const last = axis + 1;
    return [
      ...here,
      ...loop(variables[axis]!, 0, vector, 4, [...level(last, at), combine(sum, value)]),
      ...loop(variables[axis]!, vector, size, 1, [...level(last, one), combine(tail, value)]),
    ];
  };
  const result = (at: Position): Statement[] => {
    const first: Position = acrossLanes ? { ...at, lanes: 4 } : at;
    const loops = empty ? [] : reduceFrom(kept.length, first);
    const across: Statement[] = acrossLanes
      ? [{ kind: "set", local: sum, wide: false, value: { kind: "across", operation, arg: sum } }, combine(sum, tail)]
      : [];
    const outside: Position = acrossLanes ? { ...at, laneAxis: -1, lanes: 1 } : at;
    return [
      clear(sum),
      ...(acrossLanes ? [clear(tail)] : []),
      ...loops,
      ...across,
      ...laneStatements(epilogue, after.sources, epilogueLocals, () => true, outside, names),
      ...storeTargets(after.targets, epilogueLocals, outside),
    ];
  };
  const keepFrom = (axis: number): Statement[] => {
    const at: Position = { variables, laneAxis, lanes: 1, step: stepVariable };
    if (axis === kept.length) return result(at);
    const { size } = kept[axis]!;
    if (axis < kept.length - 1 || acrossLanes) return loop(variables[axis]!, 0, size, 1, keepFrom(axis + 1));
    const vector = lanesFit ? size - (size % 4) : 0;
    return [
      ...loop(variables[axis]!, 0, vector, 4, result({ ...at, lanes: 4 })),
      ...loop(variables[axis]!, vector, size, 1, result(at)),
    ];
  };
  return keepFrom(0);
}

import type { ReduceAttributes } from "../graph/primitives/reduce.ts";
import type { Shape } from "../graph/shape.ts";
import { allStrides, remap, storeTargets, type Target } from "./emit-map.ts";
import { independentLoop, inSteps, loop, type Statement } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { type Body, canVectorize, laneDepths, laneStatements, Names, type Position } from "./nest.ts";
import { type Dimension, mergeDimensions } from "./view.ts";

/** Results that are computed side by side, because each addition waits for the one before; few where much is computed. */
const sideBySide = 4;
const longestSideBySide = 12;

/**
 * A reduction: the input's lanes are added up (or compared) over the reduced axes, then the epilogue's lanes work
 * on the result. Lanes run along the last axis of the input: within one result where that axis is reduced, over
 * neighboring results otherwise. The order of additions is fixed by the shape.
 */
export function emitReduce(
  inputShape: Shape,
  { axes, kind }: ReduceAttributes,
  input: Body,
  inputLane: number,
  epilogue: Body,
  targets: readonly Target[],
  { lanes: width }: Machine,
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
  const most = input.builder.lanes.length <= longestSideBySide ? sideBySide : 1;
  const anchor = epilogue.builder.lanes.findIndex(
    (lane) => lane.kind === "source" && epilogue.sources[lane.source]!.kind === "anchor",
  );
  /** For each result side by side: its sum, the locals of its input, and those of its epilogue. */
  const columns = Array.from({ length: most }, () => {
    const own = epilogue.builder.lanes.map(() => names.local());
    return { sum: own[anchor]!, own, input: input.builder.lanes.map(() => names.local()) };
  });
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
  /** The input's lanes that change at a depth, `shift` elements further along the lanes. */
  const level = (depth: number, at: Position, locals: readonly number[], shift = 0): Statement[] => {
    const shifts = variables.map((_, axis) => (axis === laneAxis ? shift : 0));
    return laneStatements(input, inside, locals, (lane) => depths[lane] === depth, { ...at, shifts }, names);
  };
  const base: Position = { variables, laneAxis, lanes: 1 };
  const [first] = columns as [(typeof columns)[0]];

  /** One result, whose input lies in the lanes: several sums of every so-manieth vector, which are added at the end. */
  const acrossFrom = (axis: number): Statement[] => {
    const at = { ...base, lanes: width };
    const here = level(axis, at, first.input);
    const { size } = whole[axis]!;
    const variable = variables[axis]!;
    if (axis < whole.length - 1) return [...here, ...loop(variable, 0, size, 1, acrossFrom(axis + 1))];
    const value = first.input[inputLane]!;
    const deep = axis + 1;
    const some = { ...base, lanes: lanesFit ? size % width : 1 };
    const covered: Statement = {
      kind: "set",
      local: value,
      wide: false,
      value: { kind: "first", arg: value, lanes: some.lanes, fill: identity },
    };
    const partial = [...level(deep, some, first.input), covered, combine(first.sum, value)];
    if (!lanesFit) return [...here, ...loop(variable, 0, size, 1, partial)];
    const vectors = (count: number): Statement[] =>
      columns
        .slice(0, count)
        .flatMap(({ sum }, u) => [...level(deep, at, first.input, u * width), combine(sum, value)]);
    const body = (places: number): Statement[] => (places < width ? partial : vectors(places / width));
    return [...here, ...inSteps(variable, size, [most * width, width], body)];
  };
  const acrossResult = (): Statement[] => {
    const outside: Position = { ...base, laneAxis: -1 };
    const others = (whole.at(-1)?.size ?? 0) >= most * width ? columns.slice(1) : [];
    return [
      ...[first, ...others].map(({ sum }) => clear(sum)),
      ...(empty ? [] : acrossFrom(kept.length)),
      ...others.map(({ sum }) => combine(first.sum, sum)),
      { kind: "set", local: first.sum, wide: false, value: { kind: "across", operation, arg: first.sum } },
      ...laneStatements(epilogue, after.sources, first.own, (lane) => lane !== anchor, outside, names),
      ...storeTargets(after.targets, first.own, outside),
    ];
  };

  /** Some results side by side in the lanes, each summed by itself. */
  const besideFrom = (axis: number, at: Position, count: number): Statement[] => {
    const now = columns.slice(0, count);
    const here = now.flatMap((column, u) => level(axis, at, column.input, u * width));
    if (axis === whole.length) return [...here, ...now.map(({ sum, input: own }) => combine(sum, own[inputLane]!))];
    return [...here, ...loop(variables[axis]!, 0, whole[axis]!.size, 1, besideFrom(axis + 1, at, count))];
  };
  const besideResult = (results: number): Statement[] => {
    const at: Position = { ...base, lanes: Math.min(results, width) };
    const now = columns.slice(0, Math.ceil(results / width));
    return [
      ...now.map(({ sum }) => clear(sum)),
      ...(empty ? [] : besideFrom(kept.length, at, now.length)),
      ...now.flatMap(({ own }, u) => {
        const shifts = variables.map((_, axis) => (axis === laneAxis ? u * width : 0));
        const here = { ...at, shifts };
        return [
          ...laneStatements(epilogue, after.sources, own, (lane) => lane !== anchor, here, names),
          ...storeTargets(after.targets, own, here),
        ];
      }),
    ];
  };

  const keepFrom = (axis: number): Statement[] => {
    if (axis === kept.length) return acrossLanes ? acrossResult() : besideResult(1);
    const { size } = kept[axis]!;
    const variable = variables[axis]!;
    if (axis < kept.length - 1 || acrossLanes) return independentLoop(variable, 0, size, 1, keepFrom(axis + 1));
    return inSteps(variable, size, lanesFit ? [most * width, width] : [1], besideResult, independentLoop);
  };
  return keepFrom(0);
}

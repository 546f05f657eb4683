import type { Shape } from "../graph/shape.ts";
import { independentLoop, inSteps, type Statement } from "./loops.ts";
import type { Machine } from "./machine.ts";
import {
  addressOf,
  type Body,
  canVectorize,
  laneDepths,
  laneStatements,
  Names,
  type Place,
  type Position,
  type Source,
  strideLists,
} from "./nest.ts";
import { type Dimension, mergeDimensions } from "./view.ts";

/** A result: which lane goes where. */
export interface Target {
  readonly lane: number;
  readonly place: Place;
  readonly strides: readonly number[];
}

/** The stride lists of sources and targets, in one order, so that axes can be merged for all of them. */
export function allStrides(sources: readonly Source[], targets: readonly Target[]): (readonly number[])[] {
  return [...sources.flatMap(strideLists), ...targets.map((target) => target.strides)];
}

/** Sources and targets over merged axes; `first` is where their stride lists begin in the dimensions. */
export function remap(
  dimensions: readonly Dimension[],
  sources: readonly Source[],
  targets: readonly Target[],
  first = 0,
): { sources: Source[]; targets: Target[] } {
  let next = first;
  const take = (): readonly number[] => {
    const at = next++;
    return dimensions.map((dimension) => dimension.strides[at]!);
  };
  return {
    sources: sources.map((source): Source => {
      if (source.kind === "anchor") return source;
      const strides = take();
      if (source.kind !== "memory" || source.indirect === undefined) return { ...source, strides };
      return { ...source, strides, indirect: { ...source.indirect, strides: take() } };
    }),
    targets: targets.map((target) => ({ ...target, strides: take() })),
  };
}

/** The statements that store lanes at a position. */
export function storeTargets(targets: readonly Target[], locals: readonly number[], at: Position): Statement[] {
  return targets.map((target) => ({
    kind: "store",
    buffer: target.place.buffer,
    index: addressOf(target.place, 0, target.strides, at),
    local: locals[target.lane]!,
    lanes: at.lanes,
    stride: at.laneAxis < 0 ? 1 : target.strides[at.laneAxis]!,
    type: target.place.type,
  }));
}

/**
 * A kernel of maps: loops over the merged axes, the innermost by vectors, with what does not change hoisted out. What is
 * left at the end is computed as a whole vector too, of which less is stored: one code, the same bits.
 */
export function emitMap(shape: Shape, body: Body, targets: readonly Target[], { lanes }: Machine): Statement[] {
  const dimensions = mergeDimensions(shape, allStrides(body.sources, targets));
  if (shape.includes(0)) return [];
  const merged = remap(dimensions, body.sources, targets);
  const names = new Names();
  const locals = body.builder.lanes.map(() => names.local());
  const variables = dimensions.map((_, axis) => `i${axis}`);
  const last = dimensions.length - 1;
  const depths = laneDepths(body, merged.sources, last);
  const level = (depth: number, at: Position): Statement[] =>
    laneStatements(body, merged.sources, locals, (lane) => depths[lane] === depth, at, names);

  const inner = (at: Position): Statement[] => [...level(last + 1, at), ...storeTargets(merged.targets, locals, at)];
  const nest = (axis: number): Statement[] => {
    const outer: Position = { variables, laneAxis: last, lanes: 1 };
    if (axis === 0 && last < 0) return inner(outer);
    // Values that do not change along the innermost axis fill all lanes.
    const here = level(axis, { ...outer, lanes });
    const { size } = dimensions[axis]!;
    const variable = variables[axis]!;
    if (axis < last) return [...here, ...independentLoop(variable, 0, size, 1, nest(axis + 1))];
    if (!canVectorize(merged.sources, last)) return [...here, ...independentLoop(variable, 0, size, 1, inner(outer))];
    return [...here, ...inSteps(variable, size, [lanes], (some) => inner({ ...outer, lanes: some }), independentLoop)];
  };
  return nest(0);
}

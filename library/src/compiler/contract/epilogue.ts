import { remap, storeTargets, type Target } from "../emit-map.ts";
import { type Affine, loop, type Statement, type Value } from "../loops.ts";
import { type Body, laneStatements, type Names, type Place, type Position } from "../nest.ts";
import type { Dimension } from "../view.ts";

/** What is done to a result before it is stored: bias, activation, and whatever else shares its kernel. */
export interface Epilogue {
  finish(accumulator: number, at: Position): Statement[];
}

/** The epilogue of results at positions of these dimensions, whose stride lists begin with those of the two operands. */
export function epilogueOver(
  dimensions: readonly Dimension[],
  epilogue: Body,
  targets: readonly Target[],
  names: Names,
): Epilogue {
  const merged = remap(dimensions, epilogue.sources, targets, 2);
  const locals = epilogue.builder.lanes.map(() => names.local());
  const anchor = epilogue.builder.lanes.findIndex(
    (lane) => lane.kind === "source" && epilogue.sources[lane.source]!.kind === "anchor",
  );
  return {
    finish: (accumulator, at) => {
      const own = locals.map((local, i) => (i === anchor ? accumulator : local));
      return [
        ...laneStatements(epilogue, merged.sources, own, (lane) => lane !== anchor, at, names),
        ...storeTargets(merged.targets, own, at),
      ];
    },
  };
}

/** Sets a local of float32 lanes. */
export const set = (local: number, value: Value): Statement => ({ kind: "set", local, wide: false, value });

/** A load from where an operand lies. */
export function load(
  factor: Place,
  index: Affine,
  mode: "vector" | "splat" | "one" | "strided",
  stride: number,
  lanes: number,
): Value {
  return { kind: "load", buffer: factor.buffer, index, mode, stride, lanes, type: factor.type };
}

/** Loops over dimensions around a body. */
export function nest(
  dimensions: readonly Dimension[],
  variables: readonly string[],
  body: readonly Statement[],
  kind: typeof loop = loop,
): Statement[] {
  return dimensions.reduceRight<readonly Statement[]>(
    (inner, dimension, axis) => kind(variables[axis]!, 0, dimension.size, 1, inner),
    body,
  ) as Statement[];
}

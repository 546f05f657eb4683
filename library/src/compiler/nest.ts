import { gather } from "../graph/primitives/gather.ts";
import type { MapAttributes } from "../graph/primitives/map.ts";
import { index as indexPrimitive } from "../graph/primitives/position.ts";
import { type RandomAttributes, random } from "../graph/primitives/random.ts";
import { type Shape, stridesOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { LaneBuilder } from "./lanes.ts";
import { type Affine, affine, type MemoryType, type Statement, type Value } from "./loops.ts";
import type { View } from "./view.ts";

/** Where a tensor's memory is: a buffer, and the element of it where the tensor begins. */
export interface Place {
  readonly buffer: number;
  readonly offset: number;
  readonly type: MemoryType;
  /** How it moves with what counts steps, or turns of a loop over time: so many elements for each. */
  readonly moves: readonly (readonly [variable: string, elements: number])[];
}

/** An index read from memory that moves a load: `stride` elements for each count. */
interface Indirect {
  readonly place: Place;
  readonly offset: number;
  readonly strides: readonly number[];
  readonly stride: number;
  readonly limit: number;
}

/** A value that comes into the lanes from outside, as a function of the position in the loop nest. */
export type Source =
  | {
      readonly kind: "memory";
      readonly place: Place;
      readonly offset: number;
      readonly strides: readonly number[];
      readonly indirect: Indirect | undefined;
    }
  | { readonly kind: "position"; readonly strides: readonly number[] }
  | {
      readonly kind: "random";
      readonly strides: readonly number[];
      readonly stream: number;
      readonly seed: Place;
      readonly step: Place;
    }
  /** The result of the contraction or reduction, already in a local. */
  | { readonly kind: "anchor" };

/** Straight-line code for some tensors of one shape, with the sources it needs. */
export class Body {
  readonly builder: LaneBuilder = new LaneBuilder();
  readonly sources: Source[] = [];
  private readonly keys = new Map<string, number>();
  private readonly values = new Map<Tensor, number>();
  private readonly shape: Shape;
  private readonly inside: (tensor: Tensor) => boolean;
  private readonly view: (tensor: Tensor) => View;
  private readonly place: (base: Tensor) => Place;

  constructor(
    shape: Shape,
    inside: (tensor: Tensor) => boolean,
    view: (tensor: Tensor) => View,
    place: (base: Tensor) => Place,
  ) {
    this.shape = shape;
    this.inside = inside;
    this.view = view;
    this.place = place;
  }

  private source(key: string, make: () => Source): number {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const lane = this.builder.source(this.sources.push(make()) - 1);
    this.keys.set(key, lane);
    return lane;
  }

  /** Declares that a tensor's value arrives in a local: the result of the anchor. */
  anchor(tensor: Tensor): number {
    const lane = this.source("anchor", () => ({ kind: "anchor" }));
    this.values.set(tensor, lane);
    return lane;
  }

  /** The lane that holds a tensor's value at the position of the nest. */
  value(tensor: Tensor): number {
    const known = this.values.get(tensor);
    if (known !== undefined) return known;
    const lane = this.inside(tensor) ? this.compute(tensor) : this.load(tensor);
    this.values.set(tensor, lane);
    return lane;
  }

  private load(tensor: Tensor): number {
    const view = this.view(tensor);
    return this.memory(this.place(view.base), view.offset, this.aligned(tensor.shape, view.strides));
  }

  /** The lane that holds what lies in memory, with a stride for each axis of the nest. */
  memory(place: Place, offset: number, strides: readonly number[]): number {
    return this.source(`m${place.buffer}+${place.offset + offset}[${strides}]${place.moves}`, () => ({
      kind: "memory",
      place,
      offset,
      strides,
      indirect: undefined,
    }));
  }

  /** The strides of an operand along the axes of the nest: aligned at the last axis, 0 where it is stretched. */
  private aligned(shape: Shape, strides: readonly number[]): number[] {
    const shift = this.shape.length - shape.length;
    return this.shape.map((_, axis) => (axis < shift || shape[axis - shift] === 1 ? 0 : strides[axis - shift]!));
  }

  private compute(tensor: Tensor): number {
    if (tensor.primitive === gather) return this.gathered(tensor);
    if (tensor.primitive === indexPrimitive) {
      const { axis } = tensor.attributes as { axis: number };
      const strides = this.aligned(
        tensor.shape,
        tensor.shape.map((_, other) => (other === axis ? 1 : 0)),
      );
      return this.source(`p[${strides}]`, () => ({ kind: "position", strides }));
    }
    if (tensor.primitive === random) {
      const { stream } = tensor.attributes as RandomAttributes;
      const [seed, step] = tensor.inputs.map((operand) => this.scalarPlace(operand)) as [Place, Place];
      const strides = this.aligned(tensor.shape, stridesOf(tensor.shape));
      return this.source(`r${stream}`, () => ({ kind: "random", strides, stream, seed, step }));
    }
    const { formula } = tensor.attributes as MapAttributes;
    const variables = new Map(tensor.inputs.map((operand, i) => [`a${i}`, this.value(operand)]));
    return this.builder.formula(formula, variables);
  }

  private scalarPlace(tensor: Tensor): Place {
    const view = this.view(tensor);
    const place = this.place(view.base);
    return { ...place, offset: place.offset + view.offset };
  }

  private gathered(tensor: Tensor): number {
    const [from, indices] = tensor.inputs as [Tensor, Tensor];
    const { axis } = tensor.attributes as { axis: number };
    const view = this.view(from);
    const indexView = this.view(indices);
    const rank = indices.shape.length;
    const own = [...view.strides.slice(0, axis), ...indices.shape.map(() => 0), ...view.strides.slice(axis + 1)];
    const indexStrides = tensor.shape.map((_, at) =>
      at >= axis && at < axis + rank ? indexView.strides[at - axis]! : 0,
    );
    const place = this.place(view.base);
    const indexPlace = this.place(indexView.base);
    const origin = `${place.buffer}+${place.offset + view.offset}[${own}]${place.moves}`;
    const key = `g${origin}${indexPlace.buffer}+${indexPlace.offset + indexView.offset}[${indexStrides}]${indexPlace.moves}`;
    return this.source(key, () => ({
      kind: "memory",
      place,
      offset: view.offset,
      strides: this.aligned(tensor.shape, own),
      indirect: {
        place: indexPlace,
        offset: indexView.offset,
        strides: this.aligned(tensor.shape, indexStrides),
        stride: view.strides[axis]!,
        limit: from.shape[axis]!,
      },
    }));
  }
}

/** Fresh names for locals and variables of one kernel. */
export class Names {
  private next = 0;

  local(): number {
    return this.next++;
  }

  variable(prefix: string): string {
    return `${prefix}${this.next++}`;
  }
}

/** All stride lists of a source; loops may merge axes only where every list agrees. */
export function strideLists(source: Source): readonly (readonly number[])[] {
  if (source.kind === "anchor") return [];
  if (source.kind === "memory" && source.indirect !== undefined) return [source.strides, source.indirect.strides];
  return [source.strides];
}

/** Where in the loops of a nest a value is wanted. */
export interface Position {
  /** The loop variable of each axis of the nest. */
  readonly variables: readonly string[];
  /** How far from the variable, for each axis; all 0 where absent. */
  readonly shifts?: readonly number[];
  /** The axis whose neighbors lie in the lanes; −1 for none. */
  readonly laneAxis: number;
  /** How many lanes count; the others may hold anything. */
  readonly lanes: number;
}

/** The memory index of an element, as seen from a position. */
export function addressOf(place: Place, offset: number, strides: readonly number[], at: Position): Affine {
  const shift = strides.reduce((sum, stride, axis) => sum + stride * (at.shifts?.[axis] ?? 0), 0);
  return affine(place.offset + offset + shift, [
    ...strides.map((stride, axis) => [at.variables[axis]!, stride] as const),
    ...place.moves,
  ]);
}

/** A load of so many lanes from an index on, `stride` apart; of one number for all of them where that is 0. */
export function loadLanes({ buffer, type }: Place, index: Affine, stride: number, lanes: number): Value {
  const mode = stride === 0 ? "splat" : lanes === 1 ? "one" : stride === 1 ? "vector" : "strided";
  return { kind: "load", buffer, index, mode, stride, lanes, type };
}

const nowhere: Place = { buffer: -1, offset: 0, type: "i32", moves: [] };

/** The depth at which a source changes: 1 + the last axis along which it has a stride. */
export function sourceDepth(source: Source, laneAxis: number): number {
  if (source.kind === "anchor") return laneAxis + 1;
  let depth = 0;
  for (const list of strideLists(source))
    list.forEach((stride, axis) => {
      if (stride !== 0) depth = Math.max(depth, axis + 1);
    });
  return depth;
}

/** The statements that bring a source into a local. */
export function loadSource(source: Source, local: number, at: Position, names: Names): Statement[] {
  if (source.kind === "anchor") return [];
  const set = (value: Value): Statement => ({ kind: "set", local, wide: false, value });
  const along = (strides: readonly number[]): number => (at.laneAxis < 0 ? 0 : strides[at.laneAxis]!);
  if (source.kind === "position")
    return [set({ kind: "position", index: addressOf(nowhere, 0, source.strides, at), lane: along(source.strides) })];
  if (source.kind === "random") {
    const seed = names.variable("seed");
    const step = names.variable("counter");
    const scalar = (variable: string, place: Place): Statement => ({
      kind: "index",
      variable,
      buffer: place.buffer,
      index: addressOf(place, 0, [], at),
    });
    const index = addressOf(nowhere, 0, source.strides, at);
    return [
      scalar(seed, source.seed),
      scalar(step, source.step),
      set({ kind: "random", seed, step, stream: source.stream, index, lane: along(source.strides) }),
    ];
  }
  const { place, indirect } = source;
  const index = addressOf(place, source.offset, source.strides, at);
  const stride = along(source.strides);
  const load = (where: Affine): Value => loadLanes(place, where, stride, at.lanes);
  if (indirect === undefined) return [set(load(index))];
  const picked = names.variable("picked");
  return [
    {
      kind: "index",
      variable: picked,
      buffer: indirect.place.buffer,
      index: addressOf(indirect.place, indirect.offset, indirect.strides, at),
      limit: indirect.limit,
    },
    set(load(affine(index.constant, [...index.terms, [picked, indirect.stride]]))),
  ];
}

/** Whether neighbors along an axis can be loaded into lanes: not where each follows an index of its own. */
export function canVectorize(sources: readonly Source[], axis: number): boolean {
  return sources.every((s) => s.kind !== "memory" || s.indirect === undefined || s.indirect.strides[axis] === 0);
}

/** Lanes as statements: those at one depth, in order, each into its own local. */
export function laneStatements(
  body: Body,
  sources: readonly Source[],
  locals: readonly number[],
  wanted: (lane: number) => boolean,
  at: Position,
  names: Names,
): Statement[] {
  return body.builder.lanes.flatMap((lane, i): Statement[] => {
    if (!wanted(i)) return [];
    const local = locals[i]!;
    if (lane.kind === "source") return loadSource(sources[lane.source]!, local, at, names);
    const value: Value =
      lane.kind === "constant"
        ? { kind: "constant", value: lane.value }
        : { kind: "operation", operation: lane.operation, args: lane.args.map((arg) => locals[arg]!) };
    return [{ kind: "set", local, wide: lane.wide, value }];
  });
}

/** The depth of every lane: sources where they change, operations where their deepest argument does. */
export function laneDepths(body: Body, sources: readonly Source[], laneAxis: number): number[] {
  const depths: number[] = [];
  for (const lane of body.builder.lanes) {
    if (lane.kind === "source") depths.push(sourceDepth(sources[lane.source]!, laneAxis));
    else if (lane.kind === "constant") depths.push(0);
    else depths.push(Math.max(0, ...lane.args.map((arg) => depths[arg]!)));
  }
  return depths;
}

import type { ContractNames } from "../graph/primitive.ts";
import type { Shape } from "../graph/shape.ts";
import { allStrides, remap, storeTargets, type Target } from "./emit-map.ts";
import { type Affine, affine, independentLoop, loop, type Statement, stepVariable, type Value } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { addressOf, type Body, laneStatements, Names, type Place, type Position } from "./nest.ts";
import { type Dimension, mergeDimensions } from "./view.ts";

/** An operand of a contraction in memory. */
export interface Factor {
  readonly shape: Shape;
  readonly place: Place;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** From how many rows on, and from how many elements of the right operand on, copying it into panels pays. */
const packRows = 16;
const packElements = 4096;

/** How many floats the panel of a contraction needs, or 0 where the right operand is read in place. */
export function panelSize(left: Factor, right: Factor, names: ContractNames, machine: Machine): number {
  const { tileN, m, k, n } = arrange(left, right, names, []);
  if (tileN.size === 1) return 0;
  const rows = m.reduce((product, d) => product * d.size, 1);
  const inner = k.reduce((product, d) => product * d.size, 1);
  const wide = n.reduce((product, d) => product * d.size, 1) * inner;
  const inPlace = tileN.strides[1] === 1 && (rows < packRows || wide < packElements);
  return inPlace ? 0 : inner * machine.tileVectors * machine.lanes;
}

interface Arrangement {
  readonly batch: readonly Dimension[];
  readonly m: readonly Dimension[];
  readonly n: readonly Dimension[];
  readonly k: readonly Dimension[];
  readonly tileM: Dimension;
  readonly tileN: Dimension;
}

/** The axes of a contraction by their part in it; strides in the order left, right, epilogue lists. */
function arrange(
  left: Factor,
  right: Factor,
  names: ContractNames,
  lists: readonly (readonly number[])[],
): Arrangement {
  const stride = (list: readonly string[], strides: readonly number[], name: string): number => {
    const at = list.indexOf(name);
    return at < 0 ? 0 : strides[at]!;
  };
  const size = (name: string): number => {
    const at = names.left.indexOf(name);
    return at >= 0 ? left.shape[at]! : right.shape[names.right.indexOf(name)]!;
  };
  const gather = (chosen: readonly string[]): Dimension[] =>
    mergeDimensions(chosen.map(size), [
      chosen.map((name) => stride(names.left, left.strides, name)),
      chosen.map((name) => stride(names.right, right.strides, name)),
      ...lists.map((list) => chosen.map((name) => stride(names.output, list, name))),
    ]);
  const inLeft = (name: string): boolean => names.left.includes(name);
  const inRight = (name: string): boolean => names.right.includes(name);
  const inOutput = (name: string): boolean => names.output.includes(name);
  const none: Dimension = { size: 1, strides: new Array<number>(2 + lists.length).fill(0) };
  const m = gather(names.output.filter((name) => inLeft(name) && !inRight(name)));
  const n = gather(names.output.filter((name) => inRight(name) && !inLeft(name)));
  return {
    batch: gather(names.output.filter((name) => inLeft(name) && inRight(name))),
    m,
    n,
    k: gather([...names.left, ...names.right.filter((name) => !inLeft(name))].filter((name) => !inOutput(name))),
    tileM: m.at(-1) ?? none,
    tileN: n.at(-1) ?? none,
  };
}

/**
 * A contraction: outer loops over what is left over, then tiles of results held in registers while the inner axis
 * runs; the right operand is copied into panels as wide as a tile where that pays. The epilogue (bias, activation)
 * works on the tile before it is stored. Columns beyond the last are computed and not stored.
 */
export function emitContract(
  left: Factor,
  right: Factor,
  names: ContractNames,
  outputShape: Shape,
  epilogue: Body,
  targets: readonly Target[],
  panel: number | undefined,
  machine: Machine,
): Statement[] {
  if (outputShape.includes(0)) return [];
  const lists = allStrides(epilogue.sources, targets);
  const found = arrange(left, right, names, lists);
  // A single column against a left operand that is contiguous along its rows: let the rows lie in the lanes.
  const turned = found.tileN.size === 1 && found.tileM.size > 1 && found.tileM.strides[0] === 1;
  if (turned) return emitTiles(right, left, swap(found), epilogue, targets, undefined, machine);
  if (found.tileN.size === 1) return emitDots(left, right, found, epilogue, targets, machine);
  return emitTiles(left, right, found, epilogue, targets, panel, machine);
}

function swap(a: Arrangement): Arrangement {
  const turn = (d: Dimension): Dimension => ({ ...d, strides: [d.strides[1]!, d.strides[0]!, ...d.strides.slice(2)] });
  return {
    batch: a.batch.map(turn),
    m: a.n.map(turn),
    n: a.m.map(turn),
    k: a.k.map(turn),
    tileM: turn(a.tileN),
    tileN: turn(a.tileM),
  };
}

interface Epilogue {
  finish(accumulator: number, at: Position): Statement[];
}

function epilogueOver(
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

const set = (local: number, value: Value): Statement => ({ kind: "set", local, wide: false, value });

function load(
  factor: Place,
  index: Affine,
  mode: "vector" | "splat" | "one" | "strided",
  stride: number,
  lanes: number,
): Value {
  return { kind: "load", buffer: factor.buffer, index, mode, stride, lanes, type: factor.type };
}

/** Loops over dimensions around a body. */
function nest(
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

function emitTiles(
  left: Factor,
  right: Factor,
  { batch, m, n, k, tileM, tileN }: Arrangement,
  epilogue: Body,
  targets: readonly Target[],
  panel: number | undefined,
  { lanes: width, tileRows, tileVectors }: Machine,
): Statement[] {
  const tileColumns = tileVectors * width;
  const names = new Names();
  const outer = [...batch, ...m.slice(0, -1), ...n.slice(0, -1)];
  const dimensions = [...outer, tileM, tileN];
  const outerVariables = outer.map((_, axis) => `o${axis}`);
  const variables = [...outerVariables, "row", "column"];
  const rowAxis = outer.length;
  const laneAxis = outer.length + 1;
  const end = epilogueOver(dimensions, epilogue, targets, names);
  const kVariables = k.map((_, axis) => `k${axis}`);
  const [aPointer, bPointer, pPointer] = ["a", "b", "p"];
  const accumulators = Array.from({ length: tileRows * tileVectors }, () => names.local());
  const splat = names.local();
  const vectors = Array.from({ length: tileVectors }, () => names.local());
  const lastK = k.at(-1) ?? { size: 1, strides: [0, 0] };
  const outerK = k.slice(0, -1);
  const at = (lanes: number): Position => ({ variables, laneAxis, lanes, step: stepVariable });

  const address = (factor: Factor, which: 0 | 1): Affine =>
    addressOf(
      { ...factor.place, offset: 0 },
      0,
      [...dimensions.map((d) => d.strides[which]!), ...outerK.map((d) => d.strides[which]!)],
      {
        ...at(width),
        variables: [...variables, ...kVariables],
      },
    );
  const advance = (pointer: string, by: number): Statement => ({
    kind: "index",
    variable: pointer,
    index: affine(by, [], [pointer]),
  });
  const pointed = (constant: number, pointer: string): Affine => affine(constant, [], [pointer]);

  /** Copies the columns of a tile of the right operand, row of k by row, behind one another. */
  const pack = (columns: number): Statement[] => {
    if (panel === undefined) return [];
    const target: Place = { buffer: panel, offset: 0, type: "f32", stepStride: 0 };
    const stride = tileN.strides[1]!;
    const copies: Statement[] = [];
    for (let v = 0; v * width < columns; v++) {
      const lanes = Math.min(width, columns - v * width);
      const from = pointed(right.place.offset + right.offset + v * width * stride, bPointer);
      copies.push(set(vectors[v]!, load(right.place, from, stride === 1 ? "vector" : "strided", stride, lanes)), {
        kind: "store",
        buffer: target.buffer,
        index: pointed(v * width, pPointer),
        local: vectors[v]!,
        lanes: width,
        stride: 1,
        type: "f32",
      });
    }
    return [
      { kind: "index", variable: pPointer, index: affine(0) },
      ...nest(outerK, kVariables, [
        { kind: "index", variable: bPointer, index: address(right, 1) },
        ...loop("k", 0, lastK.size, 1, [
          ...copies,
          advance(bPointer, lastK.strides[1]!),
          advance(pPointer, tileColumns),
        ]),
      ]),
    ];
  };

  const tile = (rows: number, columns: number): Statement[] => {
    const count = Math.ceil(columns / width);
    const inner: Statement[] = [];
    for (let v = 0; v < count; v++) {
      const from =
        panel === undefined
          ? load(right.place, pointed(right.place.offset + right.offset + v * width, bPointer), "vector", 1, width)
          : load(
              { buffer: panel, offset: 0, type: "f32", stepStride: 0 },
              pointed(v * width, pPointer),
              "vector",
              1,
              width,
            );
      inner.push(set(vectors[v]!, from));
    }
    for (let r = 0; r < rows; r++) {
      const from = pointed(left.place.offset + left.offset + r * tileM.strides[0]!, aPointer);
      inner.push(set(splat, load(left.place, from, "splat", 0, width)));
      for (let v = 0; v < count; v++) {
        const sum = accumulators[r * tileVectors + v]!;
        inner.push(set(sum, { kind: "operation", operation: "multiplyAdd", args: [sum, splat, vectors[v]!] }));
      }
    }
    inner.push(advance(aPointer, lastK.strides[0]!));
    inner.push(panel === undefined ? advance(bPointer, lastK.strides[1]!) : advance(pPointer, tileColumns));
    const statements: Statement[] = [];
    for (let r = 0; r < rows; r++)
      for (let v = 0; v < count; v++)
        statements.push(set(accumulators[r * tileVectors + v]!, { kind: "constant", value: 0 }));
    if (panel !== undefined) statements.push({ kind: "index", variable: pPointer, index: affine(0) });
    statements.push(
      ...nest(outerK, kVariables, [
        { kind: "index", variable: aPointer, index: address(left, 0) },
        ...(panel === undefined ? [{ kind: "index", variable: bPointer, index: address(right, 1) } as const] : []),
        ...loop("k", 0, lastK.size, 1, inner),
      ]),
    );
    for (let r = 0; r < rows; r++)
      for (let v = 0; v < count; v++) {
        const shifts = variables.map((_, axis) => (axis === rowAxis ? r : axis === laneAxis ? v * width : 0));
        const position = { ...at(Math.min(width, columns - v * width)), shifts };
        statements.push(...end.finish(accumulators[r * tileVectors + v]!, position));
      }
    return statements;
  };

  const rowsOf = (columns: number): Statement[] => {
    const rest = tileM.size % tileRows;
    const whole = tileM.size - rest;
    return [
      ...pack(columns),
      ...independentLoop("row", 0, whole, tileRows, tile(tileRows, columns)),
      ...(rest === 0 ? [] : independentLoop("row", whole, tileM.size, rest, tile(rest, columns))),
    ];
  };
  const rest = tileN.size % tileColumns;
  const whole = tileN.size - rest;
  const columns = [
    ...independentLoop("column", 0, whole, tileColumns, rowsOf(tileColumns)),
    ...(rest === 0 ? [] : independentLoop("column", whole, tileN.size, rest, rowsOf(rest))),
  ];
  return nest(outer, outerVariables, columns, independentLoop);
}

/** Results without columns: each is a dot product along the inner axis, which lies in the lanes; some side by side. */
function emitDots(
  left: Factor,
  right: Factor,
  { batch, m, n, k }: Arrangement,
  epilogue: Body,
  targets: readonly Target[],
  { lanes: width, tileRows }: Machine,
): Statement[] {
  const names = new Names();
  const outer = [...batch, ...m, ...n];
  const variables = [...outer.map((_, axis) => `o${axis}`), ...k.map((_, axis) => `k${axis}`)];
  const end = epilogueOver(outer, epilogue, targets, names);
  const sums = Array.from({ length: tileRows }, () => names.local());
  const [x, y] = [names.local(), names.local()];
  const all = [...outer, ...k];
  const laneAxis = all.length - 1;
  const sideAxis = outer.length - 1;
  const last = k.at(-1);
  const size = last?.size ?? 1;
  const rest = size % width;

  /** Adds the products of some neighbors to the sums of `count` results. */
  const multiply = (count: number, lanes: number): Statement[] => {
    const fetch = (factor: Factor, which: 0 | 1, local: number, result: number): Statement => {
      const strides = all.map((d) => d.strides[which]!);
      const shifts = all.map((_, axis) => (axis === sideAxis ? result : 0));
      const at: Position = { variables, shifts, laneAxis, lanes, step: stepVariable };
      const stride = k.length === 0 ? 0 : strides[laneAxis]!;
      const mode = stride === 0 ? "splat" : lanes === 1 ? "one" : stride === 1 ? "vector" : "strided";
      return set(local, load(factor.place, addressOf(factor.place, factor.offset, strides, at), mode, stride, lanes));
    };
    // What does not change from one result to the next is loaded once.
    const fixed = ([0, 1] as const).filter((which) => sideAxis < 0 || all[sideAxis]!.strides[which] === 0);
    return sums.slice(0, count).flatMap((sum, result) => {
      const loads = ([0, 1] as const)
        .filter((which) => result === 0 || !fixed.includes(which))
        .map((which) => (which === 0 ? fetch(left, 0, x, result) : fetch(right, 1, y, result)));
      if (lanes === width)
        return [...loads, set(sum, { kind: "operation", operation: "multiplyAdd", args: [sum, x, y] })];
      const product = fixed.length === 2 ? names.local() : fixed[0] === 0 ? y : x;
      return [
        ...loads,
        set(product, { kind: "operation", operation: "mul", args: [x, y] }),
        set(product, { kind: "first", arg: product, lanes, fill: 0 }),
        set(sum, { kind: "operation", operation: "add", args: [sum, product] }),
      ];
    });
  };
  const result = (count: number): Statement[] => {
    const variable = variables.at(-1)!;
    const inner =
      last === undefined
        ? multiply(count, 1)
        : [
            ...loop(variable, 0, size - rest, width, multiply(count, width)),
            ...loop(variable, size - rest, size, rest, multiply(count, rest)),
          ];
    return [
      ...sums.slice(0, count).map((sum) => set(sum, { kind: "constant", value: 0 })),
      ...nest(k.slice(0, -1), variables.slice(outer.length), inner),
      ...sums.slice(0, count).flatMap((sum, at) => {
        const shifts = outer.map((_, axis) => (axis === sideAxis ? at : 0));
        return [
          set(sum, { kind: "across", operation: "add", arg: sum }),
          ...end.finish(sum, { variables, shifts, laneAxis: -1, lanes: 1, step: stepVariable }),
        ];
      }),
    ];
  };
  if (sideAxis < 0) return result(1);
  const side = outer[sideAxis]!.size;
  const together = side - (side % tileRows);
  return nest(
    outer.slice(0, -1),
    variables,
    [
      ...independentLoop(variables[sideAxis]!, 0, together, tileRows, result(tileRows)),
      ...independentLoop(variables[sideAxis]!, together, side, 1, result(1)),
    ],
    independentLoop,
  );
}

import type { ContractNames } from "../../graph/primitive.ts";
import { type Affine, advance, affine, independentLoop, inSteps, loop, type Statement } from "../loops.ts";
import type { Machine } from "../machine.ts";
import { addressOf, Names } from "../nest.ts";
import type { Dimension } from "../view.ts";
import { arrange, type Factor } from "./arrange.ts";
import { load, nest, set } from "./epilogue.ts";
import { tileOf } from "./room.ts";

/** Numbers so far apart, or a multiple of it, fall on one place of the nearest cache; and how many of them it holds there. */
const samePlace = 1024;
const ways = 8;

/** The columns of one tile of the right operand. */
export interface Columns {
  readonly right: Factor;
  readonly count: number;
  /** From one column to the next. */
  readonly stride: number;
  /** The inner axes around the last one, with the variables that count along them, and that last one. */
  readonly outer: readonly Dimension[];
  readonly variables: readonly string[];
  readonly inner: Dimension;
  /** Where they begin, inside the loops over the outer ones. */
  readonly from: Affine;
}

/** Where they go: for each place of the inner axes, in order, the columns of a tile side by side. */
export interface Panel {
  readonly buffer: number;
  readonly columns: number;
  readonly begin: Affine;
}

/** Copies the columns of a tile into a panel, by way of so many locals. */
export function packTile(
  { right, count, stride, outer, variables, inner, from }: Columns,
  { buffer, columns, begin }: Panel,
  locals: readonly number[],
  width: number,
): Statement[] {
  const copy = (v: number): Statement[] => {
    const local = locals[v]!;
    const lanes = Math.min(width, count - v * width);
    const at = affine(v * width * stride, [], ["b"]);
    return [
      set(local, load(right.place, at, stride === 1 ? "vector" : "strided", stride, lanes)),
      { kind: "store", buffer, index: affine(v * width, [], ["p"]), local, lanes: width, stride: 1, type: "f32" },
    ];
  };
  const vectors = Math.ceil(count / width);
  const together = stride % samePlace === 0 ? Math.max(1, Math.floor(ways / width)) : vectors;
  const all: Statement[] = [];
  for (let first = 0; first < vectors; first += together) {
    const some = locals.slice(first, Math.min(first + together, vectors));
    all.push(
      { kind: "index", variable: "p", index: begin },
      ...nest(outer, variables, [
        { kind: "index", variable: "b", index: from },
        ...loop("k", 0, inner.size, 1, [
          ...some.flatMap((_, v) => copy(first + v)),
          advance("b", inner.strides[1]!),
          advance("p", columns),
        ]),
      ]),
    );
  }
  return all;
}

/** Copies all columns of a right operand that stays the same, tile by tile, before a loop over time uses them in every turn. */
export function emitPanels(
  left: Factor,
  right: Factor,
  names: ContractNames,
  buffer: number,
  machine: Machine,
): Statement[] {
  const found = arrange(left, right, names, []);
  const { k, tileN } = found;
  const { lanes: width } = machine;
  const { vectors } = tileOf(found, machine);
  const columns = vectors * width;
  const own = new Names();
  const locals = Array.from({ length: vectors }, () => own.local());
  const inner = k.at(-1) ?? { size: 1, strides: [0, 0] };
  const outer = k.slice(0, -1);
  const variables = outer.map((_, axis) => `k${axis}`);
  const stride = tileN.strides[1]!;
  const strides = [stride, ...outer.map((d) => d.strides[1]!)];
  const at = { variables: ["column", ...variables], laneAxis: -1, lanes: width };
  const from = addressOf(right.place, right.offset, strides, at);
  const size = k.reduce((product, d) => product * d.size, 1);
  const begin = affine(0, [["column", size]]);
  const tile = (count: number): Statement[] =>
    packTile({ right, count, stride, outer, variables, inner, from }, { buffer, columns, begin }, locals, width);
  return inSteps("column", tileN.size, [columns], tile, independentLoop);
}

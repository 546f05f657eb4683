import { type Affine, advance, affine, loop, type Statement } from "../loops.ts";
import type { Dimension } from "../view.ts";
import type { Factor } from "./arrange.ts";
import { load, nest, set } from "./epilogue.ts";

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

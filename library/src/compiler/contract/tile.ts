import { stridesOf } from "../../graph/shape.ts";
import { type Affine, advance, affine, loop, type Statement } from "../loops.ts";
import { addressOf, type Position } from "../nest.ts";
import { load, set } from "./epilogue.ts";
import { type Piece, scratch, type TileLayout } from "./layout.ts";
import { packTile } from "./pack.ts";

/** The pointers into the left operand, the right one and the panel. */
const [aPointer, bPointer, pPointer] = ["a", "b", "p"] as const;

const pointed = (constant: number, pointer: string): Affine => affine(constant, [], [pointer]);

/** Copies the columns of a tile of the right operand, row of k by row, behind one another. */
export function packColumns(layout: TileLayout, count: number, piece: Piece): Statement[] {
  const { room, right, tileN, k, outerK, kVariables, inner, innerStrides, tileColumns, vectors, width } = layout;
  if (room.panel === undefined || room.packed) return [];
  const axes = {
    outer: outerK.map((axis, i) => (i === 0 ? { ...axis, size: piece.size } : axis)),
    variables: kVariables,
    inner: { size: k.length > 1 ? inner.size : piece.size, strides: innerStrides },
  };
  return packTile(
    { right, count, stride: tileN.strides[1]!, ...axes, from: layout.begin(1, piece, outerK) },
    { buffer: room.panel, columns: tileColumns, begin: layout.panelAt(piece) },
    vectors,
    width,
  );
}

/** What one place of the inner axes adds to so many rows and vectors of a tile. */
function multiplyAdds(layout: TileLayout, rows: number, count: number): Statement[] {
  const { room, right, rowsPlace, nextRow, innerStrides, tile, width, vectors, splat, accumulators } = layout;
  const columns = vectors.slice(0, count).map((vector, v) => {
    const from =
      room.panel === undefined
        ? load(right.place, pointed(v * width, bPointer), "vector", 1, width)
        : load(scratch(room.panel), pointed(v * width, pPointer), "vector", 1, width);
    return set(vector, from);
  });
  const sums = Array.from({ length: rows }, (_, r) => [
    set(splat, load(rowsPlace, pointed(r * nextRow, aPointer), "splat", 0, width)),
    ...vectors.slice(0, count).map((vector, v) => {
      const sum = accumulators[r * tile.vectors + v]!;
      return set(sum, { kind: "operation", operation: "multiplyAdd", args: [sum, splat, vector] });
    }),
  ]).flat();
  const next =
    room.panel === undefined
      ? [advance(bPointer, innerStrides[1])]
      : layout.countsPanel
        ? []
        : [advance(pPointer, layout.tileColumns)];
  return [...columns, ...sums, advance(aPointer, innerStrides[0]), ...next];
}

/** The loops over the inner axes of a piece. */
function innerLoops(layout: TileLayout, piece: Piece, multiply: readonly Statement[]): Statement[] {
  const { k, outerK, kVariables, inner, innerStrides, tileColumns, room } = layout;
  /** After an inner loop over an axis, pointers go to the next place of the axis around it. */
  const around = (axis: number): Statement[] => {
    const [outside, inside] = [k[axis]!, k[axis + 1]!];
    return ([0, 1] as const).flatMap((which) => {
      const strides = [outside, inside].map((d, i) => (axis + i === k.length - 1 ? innerStrides : d.strides)[which]!);
      const pointer = which === 0 ? aPointer : bPointer;
      return which === 1 && room.panel !== undefined ? [] : [advance(pointer, strides[0]! - strides[1]! * inside.size)];
    });
  };
  const turns = (axis: number): Statement[] => {
    if (axis < outerK.length) {
      const size = axis === 0 ? piece.size : outerK[axis]!.size;
      return loop(kVariables[axis]!, 0, size, 1, [...turns(axis + 1), ...around(axis)]);
    }
    return layout.countsPanel
      ? loop(pPointer, 0, piece.size * tileColumns * 4, tileColumns * 4, multiply)
      : loop("k", 0, k.length > 1 ? inner.size : piece.size, 1, multiply);
  };
  return turns(0);
}

/** So many rows and columns of results, held in registers while a piece of the inner axes runs. */
export function writeTile(layout: TileLayout, rows: number, columns: number, piece: Piece): Statement[] {
  const { room, tile, tileColumns, tileM, tileN, outer, variables, rowAxis, laneAxis, width } = layout;
  const count = Math.ceil(columns / width);
  /** Every sum of the tile, with where it stands. */
  const each = (write: (sum: number, position: Position, r: number, v: number) => readonly Statement[]): Statement[] =>
    Array.from({ length: rows * count }, (_, i) => {
      const [r, v] = [Math.floor(i / count), i % count];
      const shifts = variables.map((_name, axis) => (axis === rowAxis ? r : axis === laneAxis ? v * width : 0));
      const position = { ...layout.at(Math.min(width, columns - v * width)), shifts };
      return write(layout.accumulators[r * tile.vectors + v]!, position, r, v);
    }).flat();
  // Sums so far lie tile by tile, so that the ones of the next tile are neighbors.
  const height = Math.ceil(tileM.size / tile.rows) * tile.rows;
  const whole = height * Math.ceil(tileN.size / tileColumns) * tileColumns;
  const keptStrides = [...stridesOf(outer.map(({ size }) => size)).map((n) => n * whole), tileColumns, height];
  const kept = (r: number, v: number): Affine =>
    addressOf(scratch(room.sums!), r * tileColumns + v * width, keptStrides, layout.at(width));
  const store = { kind: "store", buffer: room.sums!, stride: 1, type: "f32" } as const;
  const pointers: (readonly [string, Affine])[] = [[aPointer, layout.begin(0, piece)]];
  if (room.panel === undefined) pointers.push([bPointer, layout.begin(1, piece)]);
  else if (!layout.countsPanel) pointers.unshift([pPointer, layout.panelAt(piece)]);
  return [
    ...each((sum, { lanes }, r, v) => [
      set(
        sum,
        piece.goesOn ? load(scratch(room.sums!), kept(r, v), "vector", 1, lanes) : { kind: "constant", value: 0 },
      ),
    ]),
    ...pointers.map(([variable, index]) => ({ kind: "index", variable, index }) as const),
    ...innerLoops(layout, piece, multiplyAdds(layout, rows, count)),
    ...each((sum, position, r, v) =>
      piece.ends
        ? layout.end.finish(sum, position)
        : [{ ...store, index: kept(r, v), local: sum, lanes: position.lanes }],
    ),
  ];
}

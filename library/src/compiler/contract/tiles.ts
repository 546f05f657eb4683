import { stridesOf } from "../../graph/shape.ts";
import type { Target } from "../emit-map.ts";
import { type Affine, affine, independentLoop, loop, type Statement } from "../loops.ts";
import type { Machine } from "../machine.ts";
import { addressOf, type Body, Names, type Place, type Position } from "../nest.ts";
import type { Dimension } from "../view.ts";
import type { Arrangement, Factor } from "./arrange.ts";
import { epilogueOver, load, nest, set } from "./epilogue.ts";
import { packTile } from "./pack.ts";
import { pieceOf, type Room, tileOf } from "./room.ts";

/** A piece of the outermost inner axis: what the tiles do before and after it. */
interface Piece {
  readonly size: number;
  /** The variable that counts the places before the piece, or the number of these. */
  readonly from: string | number;
  /** Whether sums go on from what was summed before, and whether they are the results afterwards. */
  readonly goesOn: boolean;
  readonly ends: boolean;
}

const scratch = (buffer: number): Place => ({ buffer, offset: 0, type: "f32", moves: [] });

/** Results in tiles that are held in registers while the inner axis runs. */
export function emitTiles(
  left: Factor,
  right: Factor,
  arrangement: Arrangement,
  epilogue: Body,
  targets: readonly Target[],
  { panel, allPanels = false, packed = false, rows: copied, sums }: Room,
  machine: Machine,
): Statement[] {
  const { lanes: width } = machine;
  const { rows: tileRows, vectors: tileVectors } = tileOf(arrangement, machine);
  const { batch, m, n, k, tileN } = arrangement;
  const tileColumns = tileVectors * width;
  const names = new Names();
  const inner = k.at(-1) ?? { size: 1, strides: [0, 0] };
  // Rows that were copied lie tile by tile: neighbors are the rows of one tile.
  const rowsPlace: Place =
    copied === undefined ? { ...left.place, offset: left.place.offset + left.offset } : scratch(copied);
  const columnsPlace: Place = { ...right.place, offset: right.place.offset + right.offset };
  const nextRow = copied === undefined ? arrangement.tileM.strides[0]! : 1;
  const tileM =
    copied === undefined
      ? arrangement.tileM
      : { ...arrangement.tileM, strides: [inner.size, ...arrangement.tileM.strides.slice(1)] };
  const innerStrides = [copied === undefined ? inner.strides[0]! : tileRows, inner.strides[1]!] as const;
  // A panel serves all rows: loops over these stand inside of those that change it.
  const rowsAround = m.slice(0, -1);
  const panelsAround = [...batch, ...n.slice(0, -1)];
  const outer = [...panelsAround, ...rowsAround];
  const dimensions = [...outer, tileM, tileN];
  const outerVariables = outer.map((_, axis) => `o${axis}`);
  const rowVariables = outerVariables.slice(panelsAround.length);
  const variables = [...outerVariables, "row", "column"];
  const rowAxis = outer.length;
  const laneAxis = outer.length + 1;
  const end = epilogueOver(dimensions, epilogue, targets, names);
  const kVariables = k.map((_, axis) => `k${axis}`);
  const [aPointer, bPointer, pPointer] = ["a", "b", "p"];
  const accumulators = Array.from({ length: tileRows * tileVectors }, () => names.local());
  const splat = names.local();
  const vectors = Array.from({ length: tileVectors }, () => names.local());
  const outerK = k.slice(0, -1);
  const hasAll = allPanels || packed;
  // Where the only panel is walked through once for each tile, its pointer, in bytes, counts the turns of the inner loop.
  const countsPanel = panel !== undefined && !hasAll && outerK.length === 0;
  const panelSize = k.reduce((product, { size }) => product * size, 1);
  const pieceStrides = k.length > 1 ? k[0]!.strides : innerStrides;
  const pieceColumns = (panelSize / (k[0]?.size ?? 1)) * tileColumns;
  /** Where a piece of a panel begins: one panel holds a piece, among all of them each holds the whole inner axis. */
  const panelAt = ({ from }: Piece): Affine => {
    if (!hasAll) return affine(0);
    const column = ["column", panelSize] as const;
    return typeof from === "number"
      ? affine(from * pieceColumns, [column])
      : affine(0, [column, [from, pieceColumns] as const]);
  };
  const atPanel = (piece: Piece): Statement => ({ kind: "index", variable: pPointer, index: panelAt(piece) });
  const at = (lanes: number): Position => ({ variables, laneAxis, lanes });

  /**
   * Where a pointer begins, counted from the buffer: never below it, even where the place moves backwards. Loops over
   * `inside` stand around it too.
   */
  const address = (place: Place, which: 0 | 1, { from }: Piece, inside: readonly Dimension[] = []): Affine => {
    const begun = typeof from === "number" ? from * pieceStrides[which]! : 0;
    const strides = [...dimensions, ...inside].map((d) => d.strides[which]!);
    const found = addressOf(place, begun, strides, {
      ...at(width),
      variables: [...variables, ...kVariables],
    });
    return typeof from === "number"
      ? found
      : affine(found.constant, [...found.terms, [from, pieceStrides[which]!] as const]);
  };
  const advance = (pointer: string, by: number): Statement => ({
    kind: "index",
    variable: pointer,
    index: affine(by, [], [pointer]),
  });
  const pointed = (constant: number, pointer: string): Affine => affine(constant, [], [pointer]);

  /** Copies the columns of a tile of the right operand, row of k by row, behind one another. */
  const pack = (count: number, piece: Piece): Statement[] => {
    if (panel === undefined || packed) return [];
    const from = address(columnsPlace, 1, piece, outerK);
    const axes = {
      outer: outerK.map((axis, i) => (i === 0 ? { ...axis, size: piece.size } : axis)),
      variables: kVariables,
      inner: { size: k.length > 1 ? inner.size : piece.size, strides: innerStrides },
    };
    return packTile(
      { right, count, stride: tileN.strides[1]!, ...axes, from },
      { buffer: panel, columns: tileColumns, begin: panelAt(piece) },
      vectors,
      width,
    );
  };

  const tile = (rows: number, columns: number, piece: Piece): Statement[] => {
    const count = Math.ceil(columns / width);
    const multiply: Statement[] = [];
    for (let v = 0; v < count; v++) {
      const from =
        panel === undefined
          ? load(right.place, pointed(v * width, bPointer), "vector", 1, width)
          : load(scratch(panel), pointed(v * width, pPointer), "vector", 1, width);
      multiply.push(set(vectors[v]!, from));
    }
    for (let r = 0; r < rows; r++) {
      multiply.push(set(splat, load(rowsPlace, pointed(r * nextRow, aPointer), "splat", 0, width)));
      for (let v = 0; v < count; v++) {
        const sum = accumulators[r * tileVectors + v]!;
        multiply.push(set(sum, { kind: "operation", operation: "multiplyAdd", args: [sum, splat, vectors[v]!] }));
      }
    }
    multiply.push(advance(aPointer, innerStrides[0]));
    if (panel === undefined) multiply.push(advance(bPointer, innerStrides[1]));
    else if (!countsPanel) multiply.push(advance(pPointer, tileColumns));
    /** Every sum of the tile, with where it stands. */
    const each = (
      write: (sum: number, position: Position, r: number, v: number) => readonly Statement[],
    ): Statement[] =>
      Array.from({ length: rows * count }, (_, i) => {
        const [r, v] = [Math.floor(i / count), i % count];
        const shifts = variables.map((_name, axis) => (axis === rowAxis ? r : axis === laneAxis ? v * width : 0));
        const position = { ...at(Math.min(width, columns - v * width)), shifts };
        return write(accumulators[r * tileVectors + v]!, position, r, v);
      }).flat();
    // Sums so far lie tile by tile, so that the ones of the next tile are neighbors.
    const height = Math.ceil(tileM.size / tileRows) * tileRows;
    const whole = height * Math.ceil(tileN.size / tileColumns) * tileColumns;
    const keptStrides = [...stridesOf(outer.map(({ size }) => size)).map((n) => n * whole), tileColumns, height];
    const kept = (r: number, v: number): Affine =>
      addressOf(scratch(sums!), r * tileColumns + v * width, keptStrides, at(width));
    const start: Statement[] = [
      { kind: "index", variable: aPointer, index: address(rowsPlace, 0, piece) },
      ...(panel === undefined
        ? [{ kind: "index", variable: bPointer, index: address(columnsPlace, 1, piece) } as const]
        : []),
    ];
    /** After an inner loop over an axis, pointers go to the next place of the axis around it. */
    const around = (axis: number): Statement[] => {
      const [outside, inside] = [k[axis]!, k[axis + 1]!];
      return ([0, 1] as const).flatMap((which) => {
        const strides = [outside, inside].map((d, i) => (axis + i === k.length - 1 ? innerStrides : d.strides)[which]!);
        const pointer = which === 0 ? aPointer : bPointer;
        return which === 1 && panel !== undefined ? [] : [advance(pointer, strides[0]! - strides[1]! * inside.size)];
      });
    };
    const turns = (axis: number): Statement[] => {
      if (axis < outerK.length)
        return loop(kVariables[axis]!, 0, axis === 0 ? piece.size : outerK[axis]!.size, 1, [
          ...turns(axis + 1),
          ...around(axis),
        ]);
      return countsPanel
        ? loop(pPointer, 0, piece.size * tileColumns * 4, tileColumns * 4, multiply)
        : loop("k", 0, k.length > 1 ? inner.size : piece.size, 1, multiply);
    };
    return [
      ...each((sum, position, r, v) => [
        set(
          sum,
          piece.goesOn ? load(scratch(sums!), kept(r, v), "vector", 1, position.lanes) : { kind: "constant", value: 0 },
        ),
      ]),
      ...(panel === undefined || countsPanel ? [] : [atPanel(piece)]),
      ...start,
      ...turns(0),
      ...each((sum, position, r, v) =>
        piece.ends
          ? end.finish(sum, position)
          : [
              {
                kind: "store",
                buffer: sums!,
                index: kept(r, v),
                local: sum,
                lanes: position.lanes,
                stride: 1,
                type: "f32",
              },
            ],
      ),
    ];
  };

  /** The row loop around what is done for so many rows of a tile. */
  const eachRows = (of: (rows: number) => readonly Statement[]): Statement[] => {
    const rest = tileM.size % tileRows;
    const whole = tileM.size - rest;
    const rows = [
      ...independentLoop("row", 0, whole, tileRows, of(tileRows)),
      ...(rest === 0 ? [] : independentLoop("row", whole, tileM.size, rest, of(rest))),
    ];
    return panel === undefined ? rows : nest(rowsAround, rowVariables, rows, independentLoop);
  };
  const eachColumns = (of: (columns: number) => readonly Statement[]): Statement[] => {
    const rest = tileN.size % tileColumns;
    const whole = tileN.size - rest;
    return [
      ...independentLoop("column", 0, whole, tileColumns, of(tileColumns)),
      ...(rest === 0 ? [] : independentLoop("column", whole, tileN.size, rest, of(rest))),
    ];
  };
  const all = (piece: Piece): Statement[] => {
    const columns = allPanels
      ? [
          ...eachColumns((some) => pack(some, piece)),
          ...eachRows((rows) => eachColumns((some) => tile(rows, some, piece))),
        ]
      : eachColumns((some) => [...pack(some, piece), ...eachRows((rows) => tile(rows, some, piece))]);
    return nest(panel === undefined ? outer : panelsAround, outerVariables, columns, independentLoop);
  };
  const length = k[0]?.size ?? 1;
  if (sums === undefined) return all({ size: length, from: 0, goesOn: false, ends: true });
  const size = pieceOf(k);
  const last = (Math.ceil(length / size) - 1) * size;
  return [
    ...all({ size, from: 0, goesOn: false, ends: false }),
    ...loop("piece", size, last, size, all({ size, from: "piece", goesOn: true, ends: false })),
    ...all({ size: length - last, from: last, goesOn: true, ends: true }),
  ];
}

import type { Target } from "../emit-map.ts";
import { type Affine, affine } from "../loops.ts";
import type { Machine } from "../machine.ts";
import { addressOf, type Body, Names, type Place, type Position } from "../nest.ts";
import type { Dimension } from "../view.ts";
import type { Arrangement, Factor } from "./arrange.ts";
import { type Epilogue, epilogueOver } from "./epilogue.ts";
import { type Room, type Tile, tileOf } from "./room.ts";

/** A piece of the outermost inner axis: what the tiles do before and after it. */
export interface Piece {
  readonly size: number;
  /** The variable that counts the places before the piece, or the number of these. */
  readonly from: string | number;
  /** Whether sums go on from what was summed before, and whether they are the results afterwards. */
  readonly goesOn: boolean;
  readonly ends: boolean;
}

/** A buffer of a contraction's own. */
export const scratch = (buffer: number): Place => ({ buffer, offset: 0, type: "f32", moves: [] });

/** How a contraction is gone through in tiles: its axes, what counts along them, and where operands and panels lie. */
export class TileLayout {
  readonly right: Factor;
  readonly room: Room;
  /** Lanes of a vector, a tile's rows and vectors, and its columns. */
  readonly width: number;
  readonly tile: Tile;
  readonly tileColumns: number;
  /** The axes around the tiles that change the panel, and those of rows around them: a panel serves all rows. */
  readonly panelsAround: readonly Dimension[];
  readonly rowsAround: readonly Dimension[];
  /** Both of them, and what counts along them. */
  readonly outer: readonly Dimension[];
  readonly outerVariables: readonly string[];
  readonly rowVariables: readonly string[];
  /** The axes along which tiles follow each other. */
  readonly tileM: Dimension;
  readonly tileN: Dimension;
  /** The inner axes, those of them around the last one, with what counts along these, and that last one. */
  readonly k: readonly Dimension[];
  readonly outerK: readonly Dimension[];
  readonly kVariables: readonly string[];
  readonly inner: Dimension;
  /** From one place of the innermost axis to the next, in the left operand, maybe a copy, and in the right one. */
  readonly innerStrides: readonly [number, number];
  /** From one row of a tile to the next. */
  readonly nextRow: number;
  readonly rowsPlace: Place;
  readonly columnsPlace: Place;
  /** Everything around a tile with its rows and columns: the axes of a result. */
  readonly variables: readonly string[];
  readonly rowAxis: number;
  readonly laneAxis: number;
  /** Whether the panels of all columns lie there at once. */
  readonly hasAll: boolean;
  /** Where the only panel is walked through once for each tile, its pointer, in bytes, counts the turns of the inner loop. */
  readonly countsPanel: boolean;
  readonly end: Epilogue;
  /** The locals: a tile's sums row by row, a number of the left operand, vectors of the right one. */
  readonly accumulators: readonly number[];
  readonly splat: number;
  readonly vectors: readonly number[];
  private readonly dimensions: readonly Dimension[];
  private readonly panelSize: number;

  constructor(
    left: Factor,
    right: Factor,
    arrangement: Arrangement,
    epilogue: Body,
    targets: readonly Target[],
    room: Room,
    machine: Machine,
  ) {
    const { batch, m, n, k, tileM, tileN } = arrangement;
    const { lanes } = machine;
    const tile = tileOf(arrangement, machine);
    this.right = right;
    this.room = room;
    this.width = lanes;
    this.tile = tile;
    this.tileColumns = tile.vectors * lanes;
    this.panelsAround = [...batch, ...n.slice(0, -1)];
    this.rowsAround = m.slice(0, -1);
    this.outer = [...this.panelsAround, ...this.rowsAround];
    this.outerVariables = this.outer.map((_, axis) => `o${axis}`);
    this.rowVariables = this.outerVariables.slice(this.panelsAround.length);
    this.variables = [...this.outerVariables, "row", "column"];
    this.rowAxis = this.outer.length;
    this.laneAxis = this.outer.length + 1;
    this.k = k;
    this.outerK = k.slice(0, -1);
    this.kVariables = k.map((_, axis) => `k${axis}`);
    this.inner = k.at(-1) ?? { size: 1, strides: [0, 0] };
    const [alongLeft, alongRight] = this.inner.strides as [number, number];
    // Rows that were copied lie tile by tile: neighbors are the rows of one tile.
    const copied = room.rows;
    this.rowsPlace =
      copied === undefined ? { ...left.place, offset: left.place.offset + left.offset } : scratch(copied);
    this.columnsPlace = { ...right.place, offset: right.place.offset + right.offset };
    this.nextRow = copied === undefined ? tileM.strides[0]! : 1;
    this.tileM = copied === undefined ? tileM : { ...tileM, strides: [this.inner.size, ...tileM.strides.slice(1)] };
    this.tileN = tileN;
    this.innerStrides = [copied === undefined ? alongLeft : tile.rows, alongRight];
    this.dimensions = [...this.outer, this.tileM, tileN];
    this.panelSize = k.reduce((product, { size }) => product * size, 1);
    this.hasAll = room.allPanels === true || room.packed === true;
    this.countsPanel = room.panel !== undefined && !this.hasAll && this.outerK.length === 0;
    const names = new Names();
    this.end = epilogueOver(this.dimensions, epilogue, targets, names);
    this.accumulators = Array.from({ length: tile.rows * tile.vectors }, () => names.local());
    this.splat = names.local();
    this.vectors = Array.from({ length: tile.vectors }, () => names.local());
  }

  /** The place of the tile's first result, of so many in the lanes. */
  at(lanes: number): Position {
    return { variables: this.variables, laneAxis: this.laneAxis, lanes };
  }

  /** Where a piece of a panel begins: one panel holds a piece, among all of them each holds the whole inner axis. */
  panelAt({ from }: Piece): Affine {
    if (!this.hasAll) return affine(0);
    const column = ["column", this.panelSize] as const;
    const pieceColumns = (this.panelSize / (this.k[0]?.size ?? 1)) * this.tileColumns;
    return typeof from === "number"
      ? affine(from * pieceColumns, [column])
      : affine(0, [column, [from, pieceColumns] as const]);
  }

  /**
   * Where a tile of an operand, left 0 or right 1, begins in a piece, counted from the buffer: never below it, even where the
   * place moves backwards. Loops over `inside` stand around it too.
   */
  begin(which: 0 | 1, { from }: Piece, inside: readonly Dimension[] = []): Affine {
    const along = this.k.length > 1 ? this.k[0]!.strides[which]! : this.innerStrides[which];
    const place = which === 0 ? this.rowsPlace : this.columnsPlace;
    const strides = [...this.dimensions, ...inside].map((d) => d.strides[which]!);
    const variables = [...this.variables, ...this.kVariables];
    const found = addressOf(place, typeof from === "number" ? from * along : 0, strides, {
      ...this.at(this.width),
      variables,
    });
    return typeof from === "number" ? found : affine(found.constant, [...found.terms, [from, along] as const]);
  }
}

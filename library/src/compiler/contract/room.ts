import type { ContractNames } from "../../graph/primitive.ts";
import { independentLoop, loop, type Statement } from "../loops.ts";
import type { Machine } from "../machine.ts";
import { addressOf, Names } from "../nest.ts";
import { type Arrangement, arrange, type Factor } from "./arrange.ts";
import { load, set } from "./epilogue.ts";

/** From how many rows on, and from how many elements of the right operand on, copying it into panels pays. */
const packRows = 16;
const packElements = 4096;
/** Up to how many tiles its columns fill so few that they lie almost like a panel. */
const packColumns = 2;
/** Up to how many elements of panels stay in near caches while rows pass by all of them. */
const fewElements = 4096;
/** From how many rows of the inner axis on a left operand that is read across its rows is copied, where it is used so often. */
const packInner = 128;
const packUses = 4;
/**
 * The same where it is read along its rows: these lie pages apart, and often on each other's places in a cache, but
 * copying them takes longer and saves less.
 */
const packLength = 768;
const packLengthUses = 32;
/** From how long an inner axis on, or several of them, it is divided, and into how long pieces, so that what a tile reads stays in near caches. */
const longInner = 1280;
const longInnerAxes = 4096;
const innerPiece = 512;

/** Memory that a contraction needs besides its operands and results, as numbers of float32; 0 where it does not. */
export interface Needs {
  /** The columns of one tile of the right operand, or of all of them, for each thread. */
  readonly panel: number;
  /** Whether the panels of all columns have room, so that rows need pass by only once. */
  readonly allPanels: boolean;
  /** Whether these are copied before, where the right operand stays the same while a loop over time turns. */
  readonly packed: boolean;
  /** The left operand, tile by tile. */
  readonly rows: number;
  /** The sums so far, where the inner axis is divided. */
  readonly sums: number;
}

/** The buffers that were made for it. */
export interface Room {
  readonly panel?: number;
  readonly allPanels?: boolean;
  readonly packed?: boolean;
  readonly rows?: number;
  readonly sums?: number;
}

const product = (list: readonly { readonly size: number }[]): number => list.reduce((all, { size }) => all * size, 1);

/** Whether nothing but rows, columns and one inner axis is there. */
function isMatrixProduct({ batch, m, n, k }: Arrangement): boolean {
  return batch.length === 0 && m.length === 1 && n.length === 1 && k.length === 1;
}

/**
 * The rows and vectors of a tile: where there are fewer rows than a tile has, it is wider, and where there are fewer
 * columns it is taller, so that as many sums go side by side; and the last tile has about as many rows as the others.
 */
export function tileOf({ tileM, tileN }: Arrangement, { tileRows, tileVectors, lanes }: Machine): Tile {
  const wanted = Math.ceil(tileN.size / lanes);
  if (tileM.size < tileRows) {
    // Sums and a vector of each column must find room in as many registers as those of a whole tile, or a few more.
    const vectors = Math.floor((tileVectors * (tileRows + 1) + 2) / (tileM.size + 1));
    return { rows: tileM.size, vectors: Math.min(vectors, wanted) };
  }
  const vectors = Math.min(tileVectors, wanted);
  // Sums, and a number of each row, must find room too.
  const rows = Math.floor((tileRows * (tileVectors + 1)) / (vectors + 1));
  return { rows: Math.ceil(tileM.size / Math.ceil(tileM.size / rows)), vectors };
}

/** Results that are held in registers: rows of the left operand, vectors of columns of the right one. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
}

/**
 * How long the pieces are into which the outermost inner axis is divided: all of it, unless the inner axes together are too
 * long for near caches.
 */
export function pieceOf(k: Arrangement["k"]): number {
  const [outermost = { size: 1 }] = k;
  const all = product(k);
  if (all < (k.length > 1 ? longInnerAxes : longInner)) return outermost.size;
  return Math.ceil(outermost.size / Math.ceil(all / innerPiece));
}

/** What a contraction needs room for, which is done so often with one right operand. */
export function needsOf(left: Factor, right: Factor, names: ContractNames, machine: Machine, turns = 1): Needs {
  const found = arrange(left, right, names, []);
  const { tileN, tileM, m, k, n, batch } = found;
  const none: Needs = { panel: 0, allPanels: false, packed: false, rows: 0, sums: 0 };
  if (tileN.size === 1) return none;
  const tile = tileOf(found, machine);
  const columns = tile.vectors * machine.lanes;
  const [rows, inner, wide] = [product(m), product(k), product(n)];
  const narrow = wide <= packColumns * columns;
  const inPlace = tileN.strides[1] === 1 && (rows * turns < packRows || wide * inner < packElements || narrow);
  const [piece, outermost] = [pieceOf(k), k[0]?.size ?? 1];
  const divided = rows >= packRows && piece < outermost;
  const around = product([...batch, ...m.slice(0, -1), ...n.slice(0, -1)]);
  const height = Math.ceil(tileM.size / tile.rows) * tile.rows;
  const panels = Math.ceil(tileN.size / columns);
  const sums = divided ? around * height * panels * columns : 0;
  if (inPlace) return { ...none, sums };
  const plain = isMatrixProduct(found);
  const across = tileM.strides[0] === 1;
  const [least, uses] = across ? [packInner, packUses] : [packLength, packLengthUses];
  const copied = plain && inner >= least && wide >= uses * columns;
  const allPanels = n.length === 1 && panels > 1 && panels * columns * inner <= fewElements;
  const packed = turns > 1 && batch.length === 0 && n.length === 1;
  const one = divided ? (inner / outermost) * piece : inner;
  return {
    panel: (allPanels || packed ? panels * inner : one) * columns,
    allPanels,
    packed,
    rows: copied ? height * inner : 0,
    sums,
  };
}

/** Copies the rows of the left operand tile by tile: for each place of the inner axis, the rows of a tile side by side. */
export function emitRows(
  left: Factor,
  right: Factor,
  names: ContractNames,
  buffer: number,
  machine: Machine,
): Statement[] {
  const found = arrange(left, right, names, []);
  const { tileM, k } = found;
  const { lanes: width } = machine;
  const { rows: tileRows } = tileOf(found, machine);
  const inner = k[0]!;
  const local = new Names().local();
  const at = { variables: ["tile", "k"], laneAxis: -1, lanes: width };
  const place = { buffer, offset: 0, type: "f32", moves: [] } as const;
  const strides = [tileRows * tileM.strides[0]!, inner.strides[0]!];
  const copy = (row: number, lanes: number): Statement[] => {
    const from = addressOf(left.place, left.offset + row * tileM.strides[0]!, strides, at);
    const to = addressOf(place, row, [tileRows * inner.size, tileRows], at);
    return [
      set(local, load(left.place, from, lanes === 1 ? "one" : "vector", 1, lanes)),
      { kind: "store", buffer, index: to, local, lanes, stride: 1, type: "f32" },
    ];
  };
  // Rows that are neighbors are copied together.
  const together = tileM.strides[0] === 1 ? width : 1;
  const tiles = (from: number, to: number, rows: number): Statement[] => {
    const copies: Statement[] = [];
    for (let row = 0; row < rows; row += together) copies.push(...copy(row, Math.min(together, rows - row)));
    return rows === 0 ? [] : independentLoop("tile", from, to, 1, loop("k", 0, inner.size, 1, copies));
  };
  const whole = Math.floor(tileM.size / tileRows);
  return [...tiles(0, whole, tileRows), ...tiles(whole, whole + 1, tileM.size % tileRows)];
}

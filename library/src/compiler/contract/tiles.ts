import { independentLoop, inSteps, loop, type Statement } from "../loops.ts";
import { nest } from "./epilogue.ts";
import type { Piece, TileLayout } from "./layout.ts";
import { pieceOf } from "./room.ts";
import { packColumns, writeTile } from "./tile.ts";

/** Results in tiles that are held in registers while the inner axis runs: the loops over tiles, panels and pieces. */
export function emitTiles(layout: TileLayout): Statement[] {
  const { k, room, tileM, tileN, tile, tileColumns, outer, outerVariables, panelsAround, rowsAround, rowVariables } =
    layout;
  /** The row loop around what is done for so many rows of a tile. */
  const eachRows = (of: (rows: number) => readonly Statement[]): Statement[] => {
    const rows = inSteps("row", tileM.size, [tile.rows], of, independentLoop);
    return room.panel === undefined ? rows : nest(rowsAround, rowVariables, rows, independentLoop);
  };
  const eachColumns = (of: (columns: number) => readonly Statement[]): Statement[] =>
    inSteps("column", tileN.size, [tileColumns], of, independentLoop);
  const all = (piece: Piece): Statement[] => {
    const columns = room.allPanels
      ? [
          ...eachColumns((some) => packColumns(layout, some, piece)),
          ...eachRows((rows) => eachColumns((some) => writeTile(layout, rows, some, piece))),
        ]
      : eachColumns((some) => [
          ...packColumns(layout, some, piece),
          ...eachRows((rows) => writeTile(layout, rows, some, piece)),
        ]);
    return nest(room.panel === undefined ? outer : panelsAround, outerVariables, columns, independentLoop);
  };
  const length = k[0]?.size ?? 1;
  if (room.sums === undefined) return all({ size: length, from: 0, goesOn: false, ends: true });
  const size = pieceOf(k);
  const last = (Math.ceil(length / size) - 1) * size;
  return [
    ...all({ size, from: 0, goesOn: false, ends: false }),
    ...loop("piece", size, last, size, all({ size, from: "piece", goesOn: true, ends: false })),
    ...all({ size: length - last, from: last, goesOn: true, ends: true }),
  ];
}

import type { ContractNames } from "../../graph/primitive.ts";
import type { Shape } from "../../graph/shape.ts";
import { allStrides, type Target } from "../emit-map.ts";
import type { Statement } from "../loops.ts";
import type { Machine } from "../machine.ts";
import type { Body } from "../nest.ts";
import { arrange, type Factor, swap } from "./arrange.ts";
import { emitDots } from "./dots.ts";
import { TileLayout } from "./layout.ts";
import type { Room } from "./room.ts";
import { emitTiles } from "./tiles.ts";

/**
 * A contraction: outer loops over what is left over, then tiles of results held in registers while the inner axis
 * runs; operands are copied so that tiles read neighbors where that pays (see room.ts). The epilogue (bias, activation)
 * works on the tile before it is stored. Columns beyond the last are computed and not stored.
 */
export function emitContract(
  left: Factor,
  right: Factor,
  names: ContractNames,
  outputShape: Shape,
  epilogue: Body,
  targets: readonly Target[],
  room: Room,
  machine: Machine,
): Statement[] {
  if (outputShape.includes(0)) return [];
  const lists = allStrides(epilogue.sources, targets);
  const found = arrange(left, right, names, lists);
  // A single column against a left operand that is contiguous along its rows: let the rows lie in the lanes.
  const turned = found.tileN.size === 1 && found.tileM.size > 1 && found.tileM.strides[0] === 1;
  if (turned) return emitTiles(new TileLayout(right, left, swap(found), epilogue, targets, room, machine));
  if (found.tileN.size === 1) return emitDots(left, right, found, epilogue, targets, machine);
  return emitTiles(new TileLayout(left, right, found, epilogue, targets, room, machine));
}

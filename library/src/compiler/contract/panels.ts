import type { ContractNames } from "../../graph/primitive.ts";
import { affine, independentLoop, inSteps, type Statement } from "../loops.ts";
import type { Machine } from "../machine.ts";
import { addressOf, Names } from "../nest.ts";
import { arrange, type Factor } from "./arrange.ts";
import { packTile } from "./pack.ts";
import { tileOf } from "./room.ts";

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

import type { ContractNames } from "../../graph/primitive.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Place } from "../nest.ts";
import { type Dimension, mergeDimensions } from "../view.ts";

/** An operand of a contraction in memory. */
export interface Factor {
  readonly shape: Shape;
  readonly place: Place;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The axes of a contraction by their part in it; what the tiles run along stands apart too. */
export interface Arrangement {
  readonly batch: readonly Dimension[];
  readonly m: readonly Dimension[];
  readonly n: readonly Dimension[];
  readonly k: readonly Dimension[];
  readonly tileM: Dimension;
  readonly tileN: Dimension;
}

/** The axes of a contraction by their part in it; strides in the order left, right, epilogue lists. */
export function arrange(
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

/** The same with left and right exchanged. */
export function swap(a: Arrangement): Arrangement {
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

import type { Target } from "../emit-map.ts";
import { independentLoop, inSteps, type Statement } from "../loops.ts";
import type { Machine } from "../machine.ts";
import { addressOf, type Body, loadLanes, Names, type Position } from "../nest.ts";
import type { Arrangement, Factor } from "./arrange.ts";
import { epilogueOver, nest, set } from "./epilogue.ts";

/** Results without columns: each is a dot product along the inner axis, which lies in the lanes; some side by side. */
export function emitDots(
  left: Factor,
  right: Factor,
  { batch, m, n, k }: Arrangement,
  epilogue: Body,
  targets: readonly Target[],
  { lanes: width, tileRows }: Machine,
): Statement[] {
  const names = new Names();
  const outer = [...batch, ...m, ...n];
  const variables = [...outer.map((_, axis) => `o${axis}`), ...k.map((_, axis) => `k${axis}`)];
  const end = epilogueOver(outer, epilogue, targets, names);
  const sums = Array.from({ length: tileRows }, () => names.local());
  const [x, y] = [names.local(), names.local()];
  const all = [...outer, ...k];
  const laneAxis = all.length - 1;
  const sideAxis = outer.length - 1;
  const last = k.at(-1);
  const size = last?.size ?? 1;

  /** Adds the products of some neighbors to the sums of `count` results. */
  const multiply = (count: number, lanes: number): Statement[] => {
    const fetch = (factor: Factor, which: 0 | 1, local: number, result: number): Statement => {
      const strides = all.map((d) => d.strides[which]!);
      const shifts = all.map((_, axis) => (axis === sideAxis ? result : 0));
      const at: Position = { variables, shifts, laneAxis, lanes };
      const stride = k.length === 0 ? 0 : strides[laneAxis]!;
      return set(local, loadLanes(factor.place, addressOf(factor.place, factor.offset, strides, at), stride, lanes));
    };
    // What does not change from one result to the next is loaded once.
    const fixed = ([0, 1] as const).filter((which) => sideAxis < 0 || all[sideAxis]!.strides[which] === 0);
    return sums.slice(0, count).flatMap((sum, result) => {
      const loads = ([0, 1] as const)
        .filter((which) => result === 0 || !fixed.includes(which))
        .map((which) => (which === 0 ? fetch(left, 0, x, result) : fetch(right, 1, y, result)));
      if (lanes === width)
        return [...loads, set(sum, { kind: "operation", operation: "multiplyAdd", args: [sum, x, y] })];
      const product = fixed.length === 2 ? names.local() : fixed[0] === 0 ? y : x;
      return [
        ...loads,
        set(product, { kind: "operation", operation: "mul", args: [x, y] }),
        set(product, { kind: "first", arg: product, lanes, fill: 0 }),
        set(sum, { kind: "operation", operation: "add", args: [sum, product] }),
      ];
    });
  };
  const result = (count: number): Statement[] => {
    const variable = variables.at(-1)!;
    const inner =
      last === undefined ? multiply(count, 1) : inSteps(variable, size, [width], (lanes) => multiply(count, lanes));
    return [
      ...sums.slice(0, count).map((sum) => set(sum, { kind: "constant", value: 0 })),
      ...nest(k.slice(0, -1), variables.slice(outer.length), inner),
      ...sums.slice(0, count).flatMap((sum, at) => {
        const shifts = outer.map((_, axis) => (axis === sideAxis ? at : 0));
        return [
          set(sum, { kind: "across", operation: "add", arg: sum }),
          ...end.finish(sum, { variables, shifts, laneAxis: -1, lanes: 1 }),
        ];
      }),
    ];
  };
  if (sideAxis < 0) return result(1);
  const side = outer[sideAxis]!.size;
  return nest(
    outer.slice(0, -1),
    variables,
    inSteps(variables[sideAxis]!, side, [tileRows, 1], result, independentLoop),
    independentLoop,
  );
}

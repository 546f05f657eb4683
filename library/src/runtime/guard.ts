import type { Executable, Numbers, Session } from "../compiler/step.ts";
import { add } from "../expr/operations/add.ts";
import { mul } from "../expr/operations/mul.ts";
import { state, sum } from "../graph/functions.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Keeps a copy of what a training changes, in the memory of its session, and says whether it is still finite. */
export interface Guard {
  /** Copies the states as they are now, whatever they are. */
  keep(): void;
  /** Copies the states and gives true where every number is finite; else the older copy stays, and it gives false. */
  accept(): Promise<boolean>;
  /** Brings the copy back. */
  restore(): void;
}

/**
 * A guard of some states; they must be known to the session.
 *
 * There is room for two copies, so that one pass over the states both copies and checks them: what turns out not to be
 * finite is in the copy that is not in use. A program is made when its room is first needed; what happens once in a
 * training is copied without one.
 */
export function guardOf(session: Session, names: readonly string[]): Guard {
  const copyOf = (name: string, room: number): string => `${room === 0 ? "first" : "second"} copy of ${name}`;
  const own = names.map((name) => state(name, [session.read(name).length]));
  const load = (room: number): Promise<Executable> =>
    session.load({
      outputs: { zero: zeroOf(own) },
      updates: own.map((values, i) => [state(copyOf(names[i]!, room), values.shape), values] as const),
    });
  const rooms: (Executable | undefined)[] = [undefined, undefined];
  let used = 0;
  let begun: readonly Numbers[] | undefined;
  return {
    keep: () => {
      begun = names.map((name) => session.read(name));
    },
    accept: async () => {
      const free = 1 - used;
      rooms[free] ??= await load(free);
      const finite = (await rooms[free].start(1))["zero"]![0] === 0;
      if (finite) {
        used = free;
        begun = undefined;
      }
      return finite;
    },
    restore: () => {
      names.forEach((name, i) => {
        session.write(name, begun?.[i] ?? session.read(copyOf(name, used)));
      });
    },
  };
}

/**
 * 0 where all numbers are finite, NaN where any is not: the sum of 0 · x.
 *
 * Tensors of one size are added up side by side before the one sum over all elements, because a sum waits for each
 * addition before the next.
 */
function zeroOf(tensors: readonly Tensor[]): Tensor {
  const parts = new Map<number, Tensor>();
  for (const values of tensors) {
    const [size] = values.shape as [number];
    const own = mul(values, 0);
    const sofar = parts.get(size);
    parts.set(size, sofar === undefined ? own : add(sofar, own));
  }
  return [...parts.values()].map((part) => sum(part)).reduce((total, part) => add(total, part));
}

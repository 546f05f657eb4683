import type { Session, Step } from "../compiler/step.ts";
import { add } from "../expr/operations/add.ts";
import { mul } from "../expr/operations/mul.ts";
import { state, sum } from "../graph/functions.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Keeps a copy of what a training changes, in the memory of its session, and says whether it is still finite. */
export interface Guard {
  /** Copies the states as they are now, whatever they are. */
  keep(): Promise<void>;
  /** Copies the states and gives true where every number is finite; else the older copy stays, and it gives false. */
  accept(): Promise<boolean>;
  /** Brings the copy back. */
  restore(): Promise<void>;
}

/**
 * A guard of some states; they must be known to the session.
 *
 * There is room for two copies, so that one pass over the states both copies and checks them: what turns out not to be
 * finite is in the copy that is not in use.
 */
export async function guardOf(session: Session, names: readonly string[]): Promise<Guard> {
  const own = names.map((name) => state(name, [session.elements(name)]));
  const zero = zeroOf(own);
  const copy = (from: readonly Tensor[], to: readonly Tensor[]): Step["updates"] =>
    to.map((target, i) => [target, from[i]!] as const);
  const rooms = await Promise.all(
    ["first", "second"].map(async (room) => {
      const copies = names.map((name, i) => state(`${room} copy of ${name}`, own[i]!.shape));
      return {
        fill: await session.load({ outputs: { zero }, updates: copy(own, copies)! }),
        bring: await session.load({ outputs: {}, updates: copy(copies, own)! }),
      };
    }),
  );
  let used = 0;
  const fill = async (): Promise<boolean> => (await rooms[1 - used]!.fill.start(1))["zero"]![0] === 0;
  return {
    keep: async () => {
      await fill();
      used = 1 - used;
    },
    accept: async () => {
      const finite = await fill();
      if (finite) used = 1 - used;
      return finite;
    },
    restore: async () => {
      await rooms[used]!.bring.start(1);
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

import type { Executable, Session } from "../compiler/step.ts";
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

/** Up to so many numbers are looked at one by one: making a program that does so would take longer than a training saves. */
const fewNumbers = 16_384;

/** A guard of some states; they must be known to the session. The program that checks many is made when it is first needed. */
export function guardOf(session: Session, names: readonly string[]): Guard {
  const copyOf = (name: string): string => `copy of ${name}`;
  const keep = (): void => {
    for (const name of names) session.copy(name, copyOf(name));
  };
  const few = names.reduce((sum, name) => sum + session.elements(name), 0) <= fewNumbers;
  let check: Executable | undefined;
  const areFinite = async (): Promise<boolean> => {
    if (few) return names.every((name) => session.read(name).every(Number.isFinite));
    check ??= await session.load({
      outputs: { zero: zeroOf(names.map((name) => state(name, [session.elements(name)]))) },
    });
    return (await check.start(1))["zero"]![0] === 0;
  };
  return {
    keep,
    accept: async () => {
      const finite = await areFinite();
      if (finite) keep();
      return finite;
    },
    restore: () => {
      for (const name of names) session.copy(copyOf(name), name);
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

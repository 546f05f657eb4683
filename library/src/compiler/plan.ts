import type { Buffer, Program } from "./loops.ts";

/** The bytes of one copy of a buffer, with a vector free behind it. */
export function copyBytes({ elements }: Buffer, lanes: number): number {
  const alignment = lanes * 4;
  return Math.ceil((elements * 4 + alignment) / alignment) * alignment;
}

/** The first and the last kernel that touch a buffer, counted from 0. */
export interface Life {
  readonly first: number;
  readonly last: number;
}

/** The lives of all scratch buffers that any kernel touches, in order of first use. */
export function scratchLives(program: Program): ReadonlyMap<number, Life> {
  const lives = new Map<number, { first: number; last: number }>();
  program.kernels.forEach((kernel, at) => {
    for (const buffer of [...kernel.reads, ...kernel.writes]) {
      if (program.buffers[buffer]!.kind !== "scratch") continue;
      const life = lives.get(buffer);
      if (life === undefined) lives.set(buffer, { first: at, last: at });
      else life.last = at;
    }
  });
  return lives;
}

/**
 * Gives every scratch buffer a place: buffers whose lives do not overlap may share memory. A buffer lives from the
 * first kernel that touches it to the last. First fit, in order of first use; a vector stays free behind each buffer,
 * because loads of a vector may reach beyond its end. What every thread needs for itself gets room for all of them.
 */
export function planScratch(program: Program): Program {
  const placed: { offset: number; end: number; first: number; last: number }[] = [];
  const offsets = new Map<number, number>();
  let scratchBytes = 0;
  for (const [buffer, life] of scratchLives(program)) {
    const { perThread } = program.buffers[buffer]!;
    const bytes = copyBytes(program.buffers[buffer]!, program.lanes) * (perThread === true ? program.threads : 1);
    const busy = placed
      .filter((other) => other.first <= life.last && other.last >= life.first)
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const other of busy) if (other.offset < offset + bytes && other.end > offset) offset = other.end;
    placed.push({ offset, end: offset + bytes, ...life });
    offsets.set(buffer, offset);
    scratchBytes = Math.max(scratchBytes, offset + bytes);
  }
  return {
    ...program,
    buffers: program.buffers.map((buffer, i) => (offsets.has(i) ? { ...buffer, offset: offsets.get(i)! } : buffer)),
    scratchBytes,
  };
}

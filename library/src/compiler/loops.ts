import type { Whereabout } from "../graph/tensor.ts";

/** The sum constant + Σ factor · variable, in elements of four bytes; variables named in `bytes` count in bytes. */
export interface Affine {
  readonly constant: number;
  readonly terms: readonly (readonly [variable: string, factor: number])[];
  /** Variables that hold byte offsets; added as they are. */
  readonly bytes?: readonly string[];
}

export type MemoryType = "f32" | "i32";

/** Operations on the lanes of a vector of float32, or of as many float64 where `wide`. Masks are all ones or all zeros. */
export type LaneOperation =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "neg"
  | "abs"
  | "sqrt"
  | "min"
  | "max"
  | "floor"
  | "nearest"
  | "maskLess"
  | "maskLessEqual"
  | "maskEqual"
  | "maskNonzero"
  | "one"
  | "choose"
  | "ldexp"
  | "exponent"
  | "mantissa"
  | "promote"
  | "demote"
  /** The first, or the second where that is less (boundAbove) or greater (boundBelow); NaN stays NaN. */
  | "boundAbove"
  | "boundBelow"
  /** first + second · third, rounded once or twice. */
  | "multiplyAdd"
  /** first − second · third, rounded once or twice. */
  | "multiplySubtract";

/** How a value reaches the lanes. Locals are numbered; a wide local holds float64, and takes twice the room. */
export type Value =
  /** `vector`: neighbors; `splat`: one in all lanes; `one`: one in the first lane; `strided`: `lanes`, `stride` apart. */
  | {
      readonly kind: "load";
      readonly buffer: number;
      readonly index: Affine;
      readonly mode: "vector" | "splat" | "one" | "strided";
      readonly stride: number;
      /** How many lanes a strided load fills. */
      readonly lanes: number;
      readonly type: MemoryType;
    }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "operation"; readonly operation: LaneOperation; readonly args: readonly number[] }
  /** The whole number `index` (plus `lane` for each lane) as float32. */
  | { readonly kind: "position"; readonly index: Affine; readonly lane: number }
  /** Uniform numbers of the counters `index` (plus `lane` for each lane). */
  | {
      readonly kind: "random";
      readonly seed: string;
      readonly step: string;
      readonly stream: number;
      readonly index: Affine;
      readonly lane: number;
    }
  /** The sum or maximum of all lanes, in all lanes: halves are combined until one is left. */
  | { readonly kind: "across"; readonly operation: "add" | "max"; readonly arg: number }
  /** The first `lanes` of a local, and `fill` in the lanes behind. */
  | { readonly kind: "first"; readonly arg: number; readonly lanes: number; readonly fill: number };

/** Code of a kernel: what every CPU target prints in its own language. */
export type Statement =
  | {
      readonly kind: "for";
      readonly variable: string;
      readonly from: number;
      readonly to: number;
      readonly step: number;
      readonly body: readonly Statement[];
      /** Whether its turns write different memory, so that they may run at the same time. */
      readonly independent?: boolean;
      /** Whether each turn needs what all the loops in the one before wrote, so that one thread does all of it. */
      readonly inOrder?: boolean;
      /** Whether its turns are divided among threads: each does a stretch of them. */
      readonly divided?: boolean;
      /**
       * Whether a thread that has done its stretch helps the others with theirs: the buffer of counters, which of them is the
       * first thread's, and how many turns are taken at a time.
       */
      readonly helped?: { readonly counters: number; readonly first: number; readonly turns: number };
    }
  /** Sets a lane local. */
  | { readonly kind: "set"; readonly local: number; readonly wide: boolean; readonly value: Value }
  /** Sets an index variable to an address or, with `buffer`, to an int32 read there and kept in 0 … limit − 1. */
  | {
      readonly kind: "index";
      readonly variable: string;
      readonly index: Affine;
      readonly buffer?: number;
      readonly limit?: number;
    }
  | {
      readonly kind: "store";
      readonly buffer: number;
      readonly index: Affine;
      readonly local: number;
      readonly lanes: number;
      readonly stride: number;
      readonly type: MemoryType;
    };

/** One kernel of a program. */
export interface Kernel {
  /** What it computes, for people. */
  readonly name: string;
  readonly body: readonly Statement[];
  /** Buffers it reads and writes. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** Whether one thread does it all; else every thread does its stretches of the divided loops. */
  readonly alone: boolean;
  /** Whether all threads must have come this far before it begins. */
  readonly waits: boolean;
  /** Where what it computes stands in a training step, as far as that was noted. */
  readonly whereabouts?: readonly Whereabout[];
}

/** A piece of memory that a program uses. */
export interface Buffer {
  readonly kind: "state" | "input" | "output" | "constant" | "scratch" | "counters";
  readonly name: string;
  readonly elements: number;
  readonly type: MemoryType;
  /** Whether every step of a run has its own copy. */
  readonly perStep: boolean;
  /** Whether every thread has its own copy, one behind the other. */
  readonly perThread?: boolean;
  /** The numbers of a constant. */
  readonly data?: readonly number[];
  /** The place in scratch memory, in bytes. */
  readonly offset?: number;
}

/** A compiled step: kernels in order over named buffers. Plain data: it can be posted to a worker and printed. */
export interface Program {
  readonly buffers: readonly Buffer[];
  readonly kernels: readonly Kernel[];
  readonly scratchBytes: number;
  /** float32 numbers of one vector. */
  readonly lanes: number;
  /** How many threads run it together. */
  readonly threads: number;
  /** About how many statements a step executes. */
  readonly work: number;
}

/** The variable that counts the steps of a run. */
export const stepVariable = "step";

export function affine(constant: number, terms: Affine["terms"] = [], bytes: readonly string[] = []): Affine {
  const kept = terms.filter(([, factor]) => factor !== 0);
  return bytes.length === 0 ? { constant, terms: kept } : { constant, terms: kept, bytes };
}

export function shifted(index: Affine, by: number): Affine {
  return { ...index, constant: index.constant + by };
}

/** A loop, or nothing where it has no turns. */
export function loop(
  variable: string,
  from: number,
  to: number,
  step: number,
  body: readonly Statement[],
): Statement[] {
  if (to <= from) return [];
  return [{ kind: "for", variable, from, to, step, body }];
}

/** A loop whose turns write different memory. */
export function independentLoop(...given: Parameters<typeof loop>): Statement[] {
  return loop(...given).map((one) => ({ ...one, independent: true }));
}

/**
 * Loops over `size` places: as many turns of the first of `steps` as there are, then of the next, and last what is left.
 * `body` is for a number of places side by side.
 */
export function inSteps(
  variable: string,
  size: number,
  steps: readonly number[],
  body: (places: number) => readonly Statement[],
  kind: typeof loop = loop,
): Statement[] {
  const loops: Statement[] = [];
  let from = 0;
  for (const step of [...steps, size % steps.at(-1)!]) {
    const to = step === 0 ? from : size - ((size - from) % step);
    if (to > from) loops.push(...kind(variable, from, to, step, body(step)));
    from = to;
  }
  return loops;
}

/** Moves a pointer on by so many elements. */
export function advance(pointer: string, by: number): Statement {
  return { kind: "index", variable: pointer, index: affine(by, [], [pointer]) };
}

/** How often a loop turns. */
export function turnsOf({
  from,
  to,
  step,
}: {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}): number {
  return Math.ceil((to - from) / step);
}

/** The numbers between counters of helped loops: cores that count must not have to share a line of their caches. */
export const counterElements = 16;

/** The sum constant + Σ factor · variable, in elements of four bytes; variables named in `bytes` count in bytes. */
export interface Affine {
  readonly constant: number;
  readonly terms: readonly (readonly [variable: string, factor: number])[];
  /** Variables that hold byte offsets; added as they are. */
  readonly bytes?: readonly string[];
}

export type MemoryType = "f32" | "i32";

/** Operations on lanes: float32 in fours, or float64 in twos where `wide`. Masks are all ones or all zeros. */
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
  /** first + second · third. */
  | "multiplyAdd";

/** How a value reaches the lanes. Locals are numbered; a wide local holds four float64 in two registers. */
export type Value =
  /** `vector`: four neighbors; `splat`: one in all lanes; `one`: one in the first lane; `strided`: four, `stride` apart. */
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
  /** The sum or maximum of the four lanes, in all lanes. */
  | { readonly kind: "across"; readonly operation: "add" | "max"; readonly arg: number };

/** Code of a kernel: what every CPU target prints in its own language. */
export type Statement =
  | {
      readonly kind: "for";
      readonly variable: string;
      readonly from: number;
      readonly to: number;
      readonly step: number;
      readonly body: readonly Statement[];
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
}

/** A piece of memory that a program uses. */
export interface Buffer {
  readonly kind: "state" | "input" | "output" | "constant" | "scratch";
  readonly name: string;
  readonly elements: number;
  readonly type: MemoryType;
  /** Whether every step of a run has its own copy. */
  readonly perStep: boolean;
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

/** A loop, or its body alone with the variable set where it runs once. */
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

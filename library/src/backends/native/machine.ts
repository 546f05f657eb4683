import { type Machine, narrow } from "../../compiler/machine.ts";

/** What a C compiler says of the processor that it writes for. */
export interface Processor {
  /** What loops are written for. */
  readonly machine: Machine;
  /** Whether it rounds a product and a sum together. */
  readonly fused: boolean;
}

/** Vectors of 256 bits and 16 registers: 6 × 2 sums, two vectors of the right operand, one number of the left. */
const wide: Machine = { lanes: 8, tileRows: 6, tileVectors: 2, threads: 1 };
/** Vectors of 512 bits and 32 registers. */
const widest: Machine = { lanes: 16, tileRows: 12, tileVectors: 2, threads: 1 };
/** Vectors of 128 bits and 32 registers. */
const many: Machine = { lanes: 4, tileRows: 8, tileVectors: 3, threads: 1 };

/** The processor, from the macros that a compiler defines for it (`cc -march=native -dM -E`). */
export function processorOf(macros: string): Processor {
  const has = (name: string): boolean => new RegExp(`^#define ${name} `, "m").test(macros);
  if (has("__AVX512F__") && has("__AVX512DQ__")) return { machine: widest, fused: true };
  const fused = has("__FMA__") || has("__aarch64__");
  if (has("__AVX2__")) return { machine: wide, fused };
  return { machine: has("__aarch64__") ? many : narrow, fused };
}

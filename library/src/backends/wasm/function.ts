import type { Affine } from "../../compiler/loops.ts";
import { stepVariable } from "../../compiler/loops.ts";
import { Bytes, plain, simd, types } from "./encode.ts";

/** Where each buffer of a program lies in memory, in bytes. */
export type Addresses = readonly number[];

/** A float32 in all four lanes of a vector. */
export const floats = (value: number): Float32Array => new Float32Array(4).fill(value);

/** A float64 in both lanes of a vector. */
export const doubles = (value: number): Float64Array => new Float64Array(2).fill(value);

/** An int32 in all four lanes of a vector. */
export const words = (value: number): Int32Array => new Int32Array(4).fill(value);

/** An int64 in both lanes of a vector. */
export const longs = (value: bigint): BigInt64Array => new BigInt64Array(2).fill(value);

/** The parameters of every function: the step of the run, the thread, and how many threads there are. */
export const threadRegister = 1;
export const threadsRegister = 2;
const parameters = 3;

/** Writes the body of one function: its registers by name, constants, addresses. Parameter 0 is the step. */
export class FunctionWriter {
  readonly out: Bytes = new Bytes();
  protected readonly addresses: Addresses;
  protected readonly own: ReadonlyMap<number, number>;
  protected readonly variables: Map<string, number> = new Map([[stepVariable, 0]]);
  protected readonly locals: Map<number, number> = new Map();
  protected readonly temporaries: Map<string, number> = new Map();
  protected readonly kinds: number[] = [];

  /** Whether a product and a sum may be rounded once. */
  readonly fused: boolean;

  /** `own` says of buffers of which every thread has a copy how many bytes lie between these. */
  constructor(addresses: Addresses, own: ReadonlyMap<number, number>, fused: boolean) {
    this.addresses = addresses;
    this.own = own;
    this.fused = fused;
  }

  declare(kind: number): number {
    return this.kinds.push(kind) - 1 + parameters;
  }

  private register<K>(known: Map<K, number>, key: K, kind: number): number {
    let index = known.get(key);
    if (index === undefined) {
      index = this.declare(kind);
      known.set(key, index);
    }
    return index;
  }

  variable(name: string): number {
    return this.register(this.variables, name, types.i32);
  }

  /** The register of a lane local; a wide one has a second register for its upper half. */
  local(local: number, half: 0 | 1 = 0): number {
    return this.register(this.locals, 2 * local + half, types.v128);
  }

  temporary(name: string): number {
    return this.register(this.temporaries, name, types.v128);
  }

  get(index: number): void {
    this.out.byte(plain.localGet).unsigned(index);
  }

  put(index: number): void {
    this.out.byte(plain.localSet).unsigned(index);
  }

  i32(value: number): void {
    this.out.byte(plain.i32Const).signed(value);
  }

  op(code: number): void {
    this.out.byte(0xfd).unsigned(code);
  }

  constant(lanes: ArrayBufferView): void {
    this.op(simd.const);
    this.out.vector(lanes);
  }

  shuffle(bytes: readonly number[]): void {
    this.op(simd.shuffle);
    this.out.bytes(...bytes);
  }

  /** Pushes the variable part of an index times `scale`. */
  terms(index: Affine, scale: number): void {
    let first = true;
    const join = (): void => {
      if (!first) this.out.byte(plain.i32Add);
      first = false;
    };
    for (const name of index.bytes ?? []) {
      this.get(this.variable(name));
      join();
    }
    for (const [name, factor] of index.terms) {
      const times = factor * scale;
      this.get(this.variable(name));
      if (times !== 1) {
        const shift = Math.log2(times);
        this.i32(Number.isInteger(shift) ? shift : times);
        this.out.byte(Number.isInteger(shift) ? plain.i32Shl : plain.i32Mul);
      }
      join();
    }
    if (first) this.i32(0);
  }

  /** Pushes the base of an address; gives what must stand in the instruction's own offset. */
  address(buffer: number, index: Affine): number {
    const fixed = this.addresses[buffer]! + index.constant * 4;
    this.terms(index, 4);
    const apart = this.own.get(buffer);
    if (apart !== undefined) {
      this.get(threadRegister);
      this.i32(apart);
      this.out.bytes(plain.i32Mul, plain.i32Add);
    }
    // The instruction's offset is added without wrapping: a base below zero must be lifted before.
    if (fixed >= 0 && index.terms.every(([, factor]) => factor > 0)) return fixed;
    this.i32(fixed);
    this.out.byte(plain.i32Add);
    return 0;
  }

  memory(code: number, offset: number, align: number): void {
    this.op(code);
    this.out.unsigned(align).unsigned(offset);
  }

  /** Pushes the whole numbers index, index + lane, index + 2 · lane, index + 3 · lane. */
  counted(index: Affine, lane: number): void {
    this.terms(index, 1);
    if (index.constant !== 0) {
      this.i32(index.constant);
      this.out.byte(plain.i32Add);
    }
    this.op(simd.i32x4Splat);
    if (lane === 0) return;
    this.constant(Int32Array.of(0, lane, 2 * lane, 3 * lane));
    this.op(simd.i32x4Add);
  }

  /** The finished body, with its registers declared in front. */
  finish(): Bytes {
    this.out.byte(plain.end);
    const whole = new Bytes().unsigned(this.kinds.length);
    for (const kind of this.kinds) whole.unsigned(1).byte(kind);
    return whole.append(this.out);
  }
}

import type { Affine, LaneOperation, Program, Statement, Value } from "../../compiler/loops.ts";
import { stepVariable } from "../../compiler/loops.ts";
import { Bytes, plain, simd, types } from "./encode.ts";

/** Where each buffer of a program lies in memory, in bytes. */
export type Addresses = readonly number[];

/** The kind of memory a module is linked with. */
export interface MemoryKind {
  readonly shared: boolean;
  readonly maximumPages: number;
}

/**
 * Prints a program as one WebAssembly module with vector instructions: a function for each kernel, and
 * `run(steps)`, which calls them in order for every step. Addresses are written into the code.
 */
export function printModule(program: Program, addresses: Addresses, memory: MemoryKind): Uint8Array<ArrayBuffer> {
  const module = new Bytes().byte(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
  const section = (id: number, body: Bytes): void => {
    module.byte(id).sized(body);
  };
  section(1, new Bytes().unsigned(1).byte(0x60, 1, types.i32, 0));
  const limits = memory.shared
    ? new Bytes().byte(0x03).unsigned(1).unsigned(memory.maximumPages)
    : new Bytes().byte(0x00).unsigned(1);
  section(2, new Bytes().unsigned(1).name("chainrule").name("memory").byte(0x02).append(limits));
  const count = program.kernels.length + 1;
  const functions = new Bytes().unsigned(count);
  for (let i = 0; i < count; i++) functions.unsigned(0);
  section(3, functions);
  section(7, new Bytes().unsigned(1).name("run").byte(0x00).unsigned(program.kernels.length));
  const code = new Bytes().unsigned(count);
  for (const kernel of program.kernels) code.sized(new KernelPrinter(addresses).print(kernel.body));
  code.sized(printRun(program.kernels.length));
  section(10, code);
  return module.finish();
}

function printRun(kernels: number): Bytes {
  const body = new Bytes().unsigned(1).unsigned(1).byte(types.i32);
  body.byte(plain.loop, types.void);
  for (let kernel = 0; kernel < kernels; kernel++) body.byte(plain.localGet, 1, plain.call).unsigned(kernel);
  body.byte(plain.localGet, 1, plain.i32Const, 1, plain.i32Add, plain.localSet, 1);
  body.byte(plain.localGet, 1, plain.localGet, 0, plain.i32LtS, plain.branchIf, 0, plain.end, plain.end);
  return body;
}

const float32Operations: Partial<Record<LaneOperation, number>> = {
  add: simd.f32x4Add,
  sub: simd.f32x4Sub,
  mul: simd.f32x4Mul,
  div: simd.f32x4Div,
  neg: simd.f32x4Neg,
  abs: simd.f32x4Abs,
  sqrt: simd.f32x4Sqrt,
  min: simd.f32x4Min,
  max: simd.f32x4Max,
  floor: simd.f32x4Floor,
  nearest: simd.f32x4Nearest,
  maskLess: simd.f32x4Lt,
  maskLessEqual: simd.f32x4Le,
  maskEqual: simd.f32x4Eq,
};

const float64Operations: Partial<Record<LaneOperation, number>> = {
  add: simd.f64x2Add,
  sub: simd.f64x2Sub,
  mul: simd.f64x2Mul,
  div: simd.f64x2Div,
  neg: simd.f64x2Neg,
  abs: simd.f64x2Abs,
  sqrt: simd.f64x2Sqrt,
  min: simd.f64x2Min,
  max: simd.f64x2Max,
  floor: simd.f64x2Floor,
  nearest: simd.f64x2Nearest,
  maskLess: simd.f64x2Lt,
  maskLessEqual: simd.f64x2Le,
  maskEqual: simd.f64x2Eq,
};

const swapHalves = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const swapNeighbors = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];
const firstHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

/** The 16 bytes of four float32. */
function floats(...values: readonly number[]): number[] {
  return [...new Uint8Array(Float32Array.from(values).buffer)];
}

function doubles(value: number): number[] {
  return [...new Uint8Array(Float64Array.of(value, value).buffer)];
}

function words(...values: readonly number[]): number[] {
  return [...new Uint8Array(Int32Array.from(values).buffer)];
}

function longs(value: bigint): number[] {
  return [...new Uint8Array(BigInt64Array.of(value, value).buffer)];
}

/** Prints the statements of one kernel as the body of a function of the step. */
class KernelPrinter {
  private readonly out = new Bytes();
  private readonly addresses: Addresses;
  private readonly variables = new Map<string, number>([[stepVariable, 0]]);
  private readonly locals = new Map<string, number>();
  private readonly kinds: number[] = [];

  constructor(addresses: Addresses) {
    this.addresses = addresses;
  }

  print(body: readonly Statement[]): Bytes {
    for (const statement of body) this.statement(statement);
    this.out.byte(plain.end);
    const whole = new Bytes().unsigned(this.kinds.length);
    for (const kind of this.kinds) whole.unsigned(1).byte(kind);
    return whole.append(this.out);
  }

  private declare(kind: number): number {
    // Local 0 is the parameter.
    return this.kinds.push(kind);
  }

  private variable(name: string): number {
    let index = this.variables.get(name);
    if (index === undefined) {
      index = this.declare(types.i32);
      this.variables.set(name, index);
    }
    return index;
  }

  /** The register of a lane local; a wide one has a second register for its upper half. */
  private local(local: number, half: 0 | 1 = 0): number {
    const key = `${local}:${half}`;
    let index = this.locals.get(key);
    if (index === undefined) {
      index = this.declare(types.v128);
      this.locals.set(key, index);
    }
    return index;
  }

  private temporary(name: string): number {
    let index = this.locals.get(name);
    if (index === undefined) {
      index = this.declare(types.v128);
      this.locals.set(name, index);
    }
    return index;
  }

  private get(index: number): void {
    this.out.byte(plain.localGet).unsigned(index);
  }

  private put(index: number): void {
    this.out.byte(plain.localSet).unsigned(index);
  }

  private i32(value: number): void {
    this.out.byte(plain.i32Const).signed(value);
  }

  private op(code: number): void {
    this.out.byte(0xfd).unsigned(code);
  }

  private constant(bytes: readonly number[]): void {
    this.op(simd.const);
    this.out.byte(...bytes);
  }

  private shuffle(bytes: readonly number[]): void {
    this.op(simd.shuffle);
    this.out.byte(...bytes);
  }

  /** Pushes the variable part of an index times `scale`. */
  private terms(index: Affine, scale: number): void {
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
  private address(buffer: number, index: Affine): number {
    const fixed = this.addresses[buffer]! + index.constant * 4;
    this.terms(index, 4);
    // The instruction's offset is added without wrapping: a base below zero must be lifted before.
    if (fixed >= 0 && index.terms.every(([, factor]) => factor > 0)) return fixed;
    this.i32(fixed);
    this.out.byte(plain.i32Add);
    return 0;
  }

  private memory(code: number, offset: number, align: number): void {
    this.op(code);
    this.out.unsigned(align).unsigned(offset);
  }

  private statement(statement: Statement): void {
    if (statement.kind === "for") this.loop(statement);
    else if (statement.kind === "set") this.set(statement.local, statement.wide, statement.value);
    else if (statement.kind === "index") this.index(statement);
    else this.store(statement);
  }

  private loop({ variable, from, to, step, body }: Extract<Statement, { kind: "for" }>): void {
    const counter = this.variable(variable);
    this.i32(from);
    this.put(counter);
    const once = from + step >= to;
    if (!once) this.out.byte(plain.loop, types.void);
    for (const inner of body) this.statement(inner);
    if (once) return;
    this.get(counter);
    this.i32(step);
    this.out.byte(plain.i32Add);
    this.put(counter);
    this.get(counter);
    this.i32(to);
    this.out.byte(plain.i32LtS, plain.branchIf, 0, plain.end);
  }

  private index({ variable, index, buffer, limit }: Extract<Statement, { kind: "index" }>): void {
    if (buffer === undefined) {
      this.terms(index, 4);
      if (index.constant !== 0) {
        this.i32(index.constant * 4);
        this.out.byte(plain.i32Add);
      }
      this.put(this.variable(variable));
      return;
    }
    const offset = this.address(buffer, index);
    this.out.byte(plain.i32Load, 2).unsigned(offset);
    const target = this.variable(variable);
    this.put(target);
    if (limit === undefined) return;
    // Indices are checked by whoever writes them; this only keeps a wrong one inside the memory of its tensor.
    this.get(target);
    this.i32(Math.max(0, limit - 1));
    this.get(target);
    this.i32(limit);
    this.out.byte(plain.i32LtU, plain.select);
    this.put(target);
  }

  private store({ buffer, index, local, lanes, stride, type }: Extract<Statement, { kind: "store" }>): void {
    let register = this.local(local);
    if (type === "i32") {
      this.get(register);
      this.op(simd.i32x4TruncF32x4);
      register = this.temporary("whole");
      this.put(register);
    }
    if (lanes === 4 && stride === 1) {
      const offset = this.address(buffer, index);
      this.get(register);
      this.memory(simd.store, offset, 2);
      return;
    }
    for (let lane = 0; lane < lanes; lane++) {
      const offset = this.address(buffer, { ...index, constant: index.constant + lane * stride });
      this.get(register);
      this.memory(simd.store32Lane, offset, 2);
      this.out.byte(lane);
    }
  }

  private set(local: number, wide: boolean, value: Value): void {
    if (value.kind === "operation") {
      if (wide || value.operation === "demote") this.wideOperation(local, value.operation, value.args);
      else {
        this.operation(
          value.operation,
          value.args.map((arg) => this.local(arg)),
          false,
        );
        this.put(this.local(local));
      }
      return;
    }
    if (value.kind === "constant") {
      this.constant(wide ? doubles(value.value) : floats(value.value, value.value, value.value, value.value));
      this.put(this.local(local));
      if (!wide) return;
      this.constant(doubles(value.value));
      this.put(this.local(local, 1));
      return;
    }
    if (value.kind === "load") this.load(value);
    else if (value.kind === "position") {
      this.counted(value.index, value.lane);
      this.op(simd.f32x4ConvertI32x4);
    } else if (value.kind === "random") this.random(value);
    else this.across(this.local(value.arg), value.operation === "add" ? simd.f32x4Add : simd.f32x4Max);
    this.put(this.local(local));
  }

  private load({ buffer, index, mode, stride, lanes, type }: Extract<Value, { kind: "load" }>): void {
    const offset = this.address(buffer, index);
    if (mode === "vector") this.memory(simd.load, offset, 2);
    else if (mode === "one") this.memory(simd.load32Zero, offset, 2);
    else this.memory(simd.load32Splat, offset, 2);
    if (mode === "strided") {
      const register = this.temporary("strided");
      for (let lane = 1; lane < lanes; lane++) {
        this.put(register);
        const next = this.address(buffer, { ...index, constant: index.constant + lane * stride });
        this.get(register);
        this.memory(simd.load32Lane, next, 2);
        this.out.byte(lane);
      }
    }
    if (type === "i32") this.op(simd.f32x4ConvertI32x4);
  }

  /** Pushes the whole numbers index, index + lane, index + 2 · lane, index + 3 · lane. */
  private counted(index: Affine, lane: number): void {
    this.terms(index, 1);
    if (index.constant !== 0) {
      this.i32(index.constant);
      this.out.byte(plain.i32Add);
    }
    this.op(simd.i32x4Splat);
    if (lane === 0) return;
    this.constant(words(0, lane, 2 * lane, 3 * lane));
    this.op(simd.i32x4Add);
  }

  private across(register: number, code: number): void {
    const half = this.temporary("across");
    this.get(register);
    this.get(register);
    this.get(register);
    this.shuffle(swapHalves);
    this.op(code);
    this.put(half);
    this.get(half);
    this.get(half);
    this.get(half);
    this.shuffle(swapNeighbors);
    this.op(code);
  }

  /** Threefry-2×32 with 20 rounds on four counters at once: see util/random.ts. */
  private random({ seed, step, stream, index, lane }: Extract<Value, { kind: "random" }>): void {
    const [x, y, k0, k2] = ["x", "y", "k0", "k2"].map((name) => this.temporary(`random ${name}`)) as [
      number,
      number,
      number,
      number,
    ];
    const k1 = words(stream, stream, stream, stream);
    this.get(this.variable(seed));
    this.op(simd.i32x4Splat);
    this.put(k0);
    this.get(k0);
    const parity = 0x1bd11bda ^ stream;
    this.constant(words(parity, parity, parity, parity));
    this.op(simd.xor);
    this.put(k2);
    const key = (number: number): void => {
      if (number === 1) this.constant(k1);
      else this.get(number === 0 ? k0 : k2);
    };
    this.get(this.variable(step));
    this.op(simd.i32x4Splat);
    key(0);
    this.op(simd.i32x4Add);
    this.put(x);
    this.counted(index, lane);
    key(1);
    this.op(simd.i32x4Add);
    this.put(y);
    for (let round = 0; round < 20; round++) {
      this.get(x);
      this.get(y);
      this.op(simd.i32x4Add);
      this.put(x);
      const by = rotations[round % 8]!;
      this.get(y);
      this.i32(by);
      this.op(simd.i32x4Shl);
      this.get(y);
      this.i32(32 - by);
      this.op(simd.i32x4ShrU);
      this.op(simd.or);
      this.get(x);
      this.op(simd.xor);
      this.put(y);
      if (round % 4 !== 3) continue;
      const injection = (round + 1) / 4;
      this.get(x);
      key(injection % 3);
      this.op(simd.i32x4Add);
      this.put(x);
      this.get(y);
      key((injection + 1) % 3);
      this.op(simd.i32x4Add);
      this.constant(words(injection, injection, injection, injection));
      this.op(simd.i32x4Add);
      this.put(y);
    }
    this.get(x);
    this.i32(8);
    this.op(simd.i32x4ShrU);
    this.op(simd.f32x4ConvertI32x4U);
    const unit = 2 ** -24;
    this.constant(floats(unit, unit, unit, unit));
    this.op(simd.f32x4Mul);
  }

  private wideOperation(local: number, operation: LaneOperation, args: readonly number[]): void {
    if (operation === "promote") {
      const [x] = args as [number];
      this.get(this.local(x));
      this.op(simd.promoteLow);
      this.put(this.local(local));
      this.get(this.local(x));
      this.get(this.local(x));
      this.shuffle(swapHalves);
      this.op(simd.promoteLow);
      this.put(this.local(local, 1));
      return;
    }
    if (operation === "demote") {
      const [x] = args as [number];
      this.get(this.local(x));
      this.op(simd.demote);
      this.get(this.local(x, 1));
      this.op(simd.demote);
      this.shuffle(firstHalves);
      this.put(this.local(local));
      return;
    }
    for (const half of [0, 1] as const) {
      this.operation(
        operation,
        args.map((arg) => this.local(arg, half)),
        true,
      );
      this.put(this.local(local, half));
    }
  }

  /** Pushes the result of an operation on registers. */
  private operation(operation: LaneOperation, args: readonly number[], wide: boolean): void {
    const code = (wide ? float64Operations : float32Operations)[operation];
    if (code !== undefined) {
      for (const arg of args) this.get(arg);
      this.op(code);
      return;
    }
    const [a, b, c] = args as [number, number, number];
    switch (operation) {
      case "multiplyAdd":
        this.get(a);
        this.get(b);
        this.get(c);
        this.op(simd.f32x4Mul);
        this.op(simd.f32x4Add);
        return;
      case "maskNonzero":
        this.get(a);
        this.constant(wide ? doubles(0) : floats(0, 0, 0, 0));
        this.op(wide ? simd.f64x2Ne : simd.f32x4Ne);
        return;
      case "one":
        this.get(a);
        this.constant(wide ? doubles(1) : floats(1, 1, 1, 1));
        this.op(simd.and);
        return;
      case "choose":
        this.get(b);
        this.get(c);
        this.get(a);
        this.op(simd.bitselect);
        return;
      case "ldexp":
        this.get(a);
        this.get(b);
        if (wide) {
          this.op(simd.i32x4TruncF64x2Zero);
          this.op(simd.i64x2ExtendLowI32x4);
          this.constant(longs(1023n));
          this.op(simd.i64x2Add);
          this.i32(52);
          this.op(simd.i64x2Shl);
          this.op(simd.f64x2Mul);
        } else {
          this.op(simd.i32x4TruncF32x4);
          this.constant(words(127, 127, 127, 127));
          this.op(simd.i32x4Add);
          this.i32(23);
          this.op(simd.i32x4Shl);
          this.op(simd.f32x4Mul);
        }
        return;
      case "exponent":
        this.get(a);
        this.i32(1);
        this.op(wide ? simd.i64x2Shl : simd.i32x4Shl);
        this.i32(wide ? 53 : 24);
        this.op(wide ? simd.i64x2ShrU : simd.i32x4ShrU);
        if (wide) {
          // A whole number below 2⁵² in the digits of 2⁵² is that number more than 2⁵².
          this.constant(longs(0x4330000000000000n));
          this.op(simd.or);
          this.constant(doubles(2 ** 52 + 1023));
          this.op(simd.f64x2Sub);
        } else {
          this.constant(words(-127, -127, -127, -127));
          this.op(simd.i32x4Add);
          this.op(simd.f32x4ConvertI32x4);
        }
        return;
      case "mantissa":
        this.get(a);
        this.constant(
          wide ? longs(BigInt.asIntN(64, 0x800fffffffffffffn)) : words(0x807fffff, 0x807fffff, 0x807fffff, 0x807fffff),
        );
        this.op(simd.and);
        this.constant(wide ? longs(0x3ff0000000000000n) : words(0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000));
        this.op(simd.or);
        return;
      default:
        throw new RangeError(`no instruction for ${operation}`);
    }
  }
}

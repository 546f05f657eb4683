import { counterElements, type Statement, turnsOf, type Value } from "../../compiler/loops.ts";
import { atomic, type Bytes, plain, simd, types } from "./encode.ts";
import { doubles, FunctionWriter, floats, threadRegister, threadsRegister } from "./function.ts";
import { printAcross, printOperation, printWideOperation } from "./operations.ts";
import { printRandom } from "./random.ts";

type Loop = Extract<Statement, { kind: "for" }>;

/** Prints the statements of one kernel as the body of a function of the step, the thread, and the number of threads. */
export class KernelPrinter extends FunctionWriter {
  print(body: readonly Statement[]): Bytes {
    for (const statement of body) this.statement(statement);
    return this.finish();
  }

  private statement(statement: Statement): void {
    if (statement.kind === "for") this.loop(statement);
    else if (statement.kind === "set") this.set(statement.local, statement.wide, statement.value);
    else if (statement.kind === "index") this.index(statement);
    else this.store(statement);
  }

  private loop(statement: Loop): void {
    const { variable, from, to, step, body, divided } = statement;
    const counter = this.variable(variable);
    if (divided === true) return this.stretch(statement);
    this.i32(from);
    this.put(counter);
    const once = from + step >= to;
    if (!once) this.out.bytes(plain.loop, types.void);
    for (const inner of body) this.statement(inner);
    if (once) return;
    this.next(counter, step);
    this.i32(to);
    this.out.bytes(plain.i32LtS, plain.branchIf, 0, plain.end);
  }

  /** Sets a register to the first turn of a thread's stretch of a loop, ⌊turns · thread / threads⌋, or to that of the next one's. */
  private setBound(register: number, statement: Loop, thread: number, later: 0 | 1): void {
    this.get(thread);
    if (later === 1) {
      this.i32(1);
      this.out.byte(plain.i32Add);
    }
    this.i32(turnsOf(statement));
    this.out.byte(plain.i32Mul);
    this.get(threadsRegister);
    this.out.byte(plain.i32DivU);
    this.i32(statement.step);
    this.out.byte(plain.i32Mul);
    this.i32(statement.from);
    this.out.byte(plain.i32Add);
    this.put(register);
  }

  /** The turns of one thread. */
  private stretch(statement: Loop): void {
    const { variable, helped } = statement;
    const counter = this.variable(variable);
    const limit = this.variable(`${variable} limit`);
    if (helped !== undefined) return this.stretches(statement, counter, limit, helped);
    this.setBound(counter, statement, threadRegister, 0);
    this.setBound(limit, statement, threadRegister, 1);
    this.out.bytes(plain.block, types.void);
    this.get(counter);
    this.get(limit);
    this.out.bytes(plain.i32GeS, plain.branchIf, 0);
    this.turns(statement, counter, limit);
    this.out.byte(plain.end);
  }

  /** Turns from where the counter is up to a limit; at least one. */
  private turns({ step, body }: Loop, counter: number, limit: number): void {
    this.out.bytes(plain.loop, types.void);
    for (const inner of body) this.statement(inner);
    this.next(counter, step);
    this.get(limit);
    this.out.bytes(plain.i32LtS, plain.branchIf, 0, plain.end);
  }

  /** The turns of one thread, and then those of the others that nobody has begun, piece by piece. */
  private stretches(statement: Loop, counter: number, limit: number, helped: NonNullable<Loop["helped"]>): void {
    const { variable, step } = statement;
    const owner = this.variable(`${variable} owner`);
    const end = this.variable(`${variable} end`);
    const apart = counterElements * 4;
    const counters = this.addresses[helped.counters]! + helped.first * apart;
    const piece = helped.turns * step;
    this.get(threadRegister);
    this.put(owner);
    this.out.bytes(plain.loop, types.void);
    this.setBound(limit, statement, owner, 1);
    this.out.bytes(plain.block, types.void, plain.loop, types.void);
    this.setBound(counter, statement, owner, 0);
    this.get(counter);
    this.get(owner);
    this.i32(apart);
    this.out.byte(plain.i32Mul);
    this.i32(1);
    this.out.byte(0xfe).unsigned(atomic.add).unsigned(2).unsigned(counters);
    this.i32(piece);
    this.out.bytes(plain.i32Mul, plain.i32Add);
    this.put(counter);
    this.get(counter);
    this.get(limit);
    this.out.bytes(plain.i32GeS, plain.branchIf, 1);
    this.get(counter);
    this.i32(piece);
    this.out.byte(plain.i32Add);
    this.put(end);
    for (const register of [end, limit, end, limit]) this.get(register);
    this.out.bytes(plain.i32LtS, plain.select);
    this.put(end);
    this.turns(statement, counter, end);
    this.out.bytes(plain.branch, 0, plain.end, plain.end);
    // On to the next thread, and after the last one to the first.
    this.get(owner);
    this.i32(1);
    this.out.byte(plain.i32Add);
    this.put(owner);
    this.get(owner);
    this.i32(0);
    this.get(owner);
    this.get(threadsRegister);
    this.out.bytes(plain.i32Ne, plain.select);
    this.put(owner);
    this.get(owner);
    this.get(threadRegister);
    this.out.bytes(plain.i32Ne, plain.branchIf, 0, plain.end);
    // A thread by itself meets nobody.
    this.get(threadsRegister);
    this.i32(1);
    this.out.bytes(plain.i32Eq, plain.if, types.void);
    this.i32(0);
    this.i32(0);
    this.out.byte(0xfe).unsigned(atomic.store).unsigned(2).unsigned(counters);
    this.out.byte(plain.end);
  }

  /** Adds the step to a counter, and pushes it. */
  private next(counter: number, step: number): void {
    this.get(counter);
    this.i32(step);
    this.out.byte(plain.i32Add);
    this.put(counter);
    this.get(counter);
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
    this.out.bytes(plain.i32Load, 2).unsigned(offset);
    const target = this.variable(variable);
    this.put(target);
    if (limit === undefined) return;
    // Indices are checked by whoever writes them; this only keeps a wrong one inside the memory of its tensor.
    this.get(target);
    this.i32(Math.max(0, limit - 1));
    this.get(target);
    this.i32(limit);
    this.out.bytes(plain.i32LtU, plain.select);
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
      if (wide || value.operation === "demote") printWideOperation(this, local, value.operation, value.args);
      else {
        printOperation(
          this,
          value.operation,
          value.args.map((arg) => this.local(arg)),
          false,
        );
        this.put(this.local(local));
      }
      return;
    }
    if (value.kind === "constant") {
      this.constant(wide ? doubles(value.value) : floats(value.value));
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
    } else if (value.kind === "random") printRandom(this, value);
    else if (value.kind === "first") {
      this.get(this.local(value.arg));
      if (value.fill !== 0) this.constant(floats(value.fill));
      this.constant(Int32Array.from([0, 1, 2, 3], (lane) => (lane < value.lanes ? -1 : 0)));
      this.op(value.fill === 0 ? simd.and : simd.bitselect);
    } else printAcross(this, this.local(value.arg), value.operation === "add" ? simd.f32x4Add : simd.f32x4Max);
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
}

import type { Affine, LaneOperation, Statement, Value } from "../../compiler/loops.ts";
import { counterElements, stepVariable, turnsOf } from "../../compiler/loops.ts";
import { cNumber } from "./number.ts";

/** How a program lies in memory. */
export interface Layout {
  /** Where each buffer begins, in bytes. */
  readonly addresses: readonly number[];
  /** Of buffers of which every thread has a copy: how many bytes lie between these. */
  readonly apart: ReadonlyMap<number, number>;
  /** float32 numbers of one vector. */
  readonly lanes: number;
}

type Loop = Extract<Statement, { kind: "for" }>;
type Printed = (...args: readonly string[]) => string;

const infix =
  (symbol: string): Printed =>
  (a, b) =>
    `${a} ${symbol} ${b}`;

/** Each operation on vectors of float32 or float64; `d` is what the names of the functions on float64 end in. */
const operations = (d: "" | "d"): Partial<Record<LaneOperation, Printed>> => {
  const [mask, value, splat] = d === "" ? ["vi", "vf", "splat"] : ["vl", "vd", "splatd"];
  const compare =
    (symbol: string): Printed =>
    (a, b) =>
      `(${value})(${a} ${symbol} ${b})`;
  const call =
    (name: string): Printed =>
    (...args) =>
      `${name}(${args.join(", ")})`;
  return {
    add: infix("+"),
    sub: infix("-"),
    mul: infix("*"),
    div: infix("/"),
    neg: (a) => `-${a}`,
    abs: call(`absolute${d}`),
    sqrt: call(`root${d}`),
    min: call(`min${d}`),
    max: call(`max${d}`),
    boundAbove: (x, bound) => `below${d}(${bound}, ${x})`,
    boundBelow: (x, bound) => `above${d}(${bound}, ${x})`,
    floor: call(d === "" ? "floors" : "floord"),
    nearest: call(`nearest${d}`),
    maskLess: compare("<"),
    maskLessEqual: compare("<="),
    maskEqual: compare("=="),
    maskNonzero: (a) => `(${value})(${a} != ${splat}(0))`,
    one: (a) => `(${value})((${mask})${a} & (${mask})${splat}(1))`,
    choose: call(`pick${d}`),
    ldexp: call(`scale${d}`),
    exponent: call(`exponent${d}`),
    mantissa: call(`mantissa${d}`),
    ...(d === "" ? { multiplyAdd: call("multiply_add"), multiplySubtract: call("multiply_subtract") } : {}),
  };
};
const narrowOperations = operations("");
const wideOperations = operations("d");

/** Prints one kernel as a function in C; every name in it is made here. */
export class KernelPrinter {
  private readonly layout: Layout;
  private readonly variables = new Map([[stepVariable, "step"]]);
  private readonly vectors = new Map<string, "vf" | "vd">();
  private readonly lines: string[] = [];

  constructor(layout: Layout) {
    this.layout = layout;
  }

  print(name: string, body: readonly Statement[]): string {
    for (const statement of body) this.statement(statement);
    const indices = [...this.variables.values()].filter((index) => index !== "step").map((index) => `  i64 ${index};`);
    const vectors = [...this.vectors].map(([vector, type]) => `  ${type} ${vector};`);
    return [
      `KERNEL void ${name}(char *memory, i64 step, i64 thread, i64 threads) {`,
      ...indices,
      ...vectors,
      ...this.lines,
      "}",
    ].join("\n");
  }

  private line(text: string): void {
    this.lines.push(text);
  }

  private variable(name: string): string {
    const known = this.variables.get(name) ?? `i${this.variables.size}`;
    this.variables.set(name, known);
    return known;
  }

  /** The vector of a local, or both halves of a wide one. */
  private local(local: number): string {
    this.vectors.set(`f${local}`, "vf");
    return `f${local}`;
  }

  private halves(local: number): readonly [string, string] {
    const names = [`d${local}a`, `d${local}b`] as const;
    for (const name of names) this.vectors.set(name, "vd");
    return names;
  }

  private sum(index: Affine, scale: number, constant: number): string {
    const parts = [
      ...(index.bytes ?? []).map((name) => this.variable(name)),
      ...index.terms.map(([name, factor]) => {
        const times = factor * scale;
        return times === 1 ? this.variable(name) : `${this.variable(name)} * ${times}`;
      }),
    ];
    if (constant !== 0 || parts.length === 0) parts.push(String(constant));
    return parts.join(" + ");
  }

  private address(buffer: number, index: Affine): string {
    const sum = this.sum(index, 4, this.layout.addresses[buffer]! + index.constant * 4);
    const apart = this.layout.apart.get(buffer);
    return `(memory + ${sum}${apart === undefined ? "" : ` + thread * ${apart}`})`;
  }

  private statement(statement: Statement): void {
    if (statement.kind === "for") this.loop(statement);
    else if (statement.kind === "set") this.set(statement.local, statement.wide, statement.value);
    else if (statement.kind === "index") this.index(statement);
    else this.store(statement);
  }

  private loop(statement: Loop): void {
    const { from, to, step, body, divided, helped } = statement;
    const counter = this.variable(statement.variable);
    const turns = turnsOf(statement);
    // A thread does the turns from ⌊turns · thread / threads⌋ up to what is the next one's first.
    const first = (thread: string): string => `${from} + ${turns} * ${thread} / threads * ${step}`;
    if (helped !== undefined) return this.stretches(statement, counter, first, helped);
    const [begin, end] = divided === true ? [first("thread"), first("(thread + 1)")] : [String(from), String(to)];
    if (divided !== true && turns === 1) this.line(`{ ${counter} = ${from};`);
    else this.line(`for (${counter} = ${begin}; ${counter} < ${end}; ${counter} += ${step}) {`);
    for (const inner of body) this.statement(inner);
    this.line("}");
  }

  /** The turns of one thread, and then those of the others that nobody has begun, piece by piece. */
  private stretches(
    { step, body }: Loop,
    counter: string,
    first: (thread: string) => string,
    { counters, first: place, turns }: NonNullable<Loop["helped"]>,
  ): void {
    const apart = counterElements * 4;
    const address = `memory + ${this.layout.addresses[counters]! + place * apart}`;
    this.line(
      "for (i64 owner = thread, left = threads; left > 0; left--, owner = owner + 1 == threads ? 0 : owner + 1) {",
    );
    this.line(`i64 limit = ${first("(owner + 1)")};`);
    this.line("for (;;) {");
    this.line(`i64 begun = __atomic_fetch_add((i32 *)(${address} + owner * ${apart}), 1, __ATOMIC_RELAXED);`);
    this.line(`${counter} = ${first("owner")} + begun * ${turns * step};`);
    this.line(`if (${counter} >= limit) break;`);
    this.line(`i64 end = ${counter} + ${turns * step} < limit ? ${counter} + ${turns * step} : limit;`);
    this.line(`for (; ${counter} < end; ${counter} += ${step}) {`);
    for (const inner of body) this.statement(inner);
    this.line("} } }");
    // A thread by itself meets nobody.
    this.line(`if (threads == 1) *(i32 *)(${address}) = 0;`);
  }

  private index({ variable, index, buffer, limit }: Extract<Statement, { kind: "index" }>): void {
    const target = this.variable(variable);
    if (buffer === undefined) return this.line(`${target} = ${this.sum(index, 4, index.constant * 4)};`);
    this.line(`${target} = *(i_memory *)${this.address(buffer, index)};`);
    // Indices are checked by whoever writes them; this only keeps a wrong one inside the memory of its tensor.
    if (limit !== undefined) this.line(`if ((u64)${target} >= ${limit}) ${target} = ${Math.max(0, limit - 1)};`);
  }

  private store({ buffer, index, local, lanes, stride, type }: Extract<Statement, { kind: "store" }>): void {
    const [element, vector] = type === "i32" ? ["i_memory", "vi"] : ["f_memory", "vf"];
    const value = type === "i32" ? `whole(${this.local(local)})` : this.local(local);
    if (lanes === this.layout.lanes && stride === 1)
      return this.line(`*(${vector}_memory *)${this.address(buffer, index)} = ${value};`);
    this.line(`{ ${vector} stored = ${value};`);
    for (let lane = 0; lane < lanes; lane++) {
      const at = this.address(buffer, { ...index, constant: index.constant + lane * stride });
      this.line(`*(${element} *)${at} = stored[${lane}];`);
    }
    this.line("}");
  }

  private set(local: number, wide: boolean, value: Value): void {
    if (!wide) return this.line(`${this.local(local)} = ${this.value(value)};`);
    const halves = this.halves(local);
    for (const half of [0, 1] as const) this.line(`${halves[half]} = ${this.wideValue(value, half)};`);
  }

  private wideValue(value: Value, half: 0 | 1): string {
    if (value.kind === "constant") return `splatd(${cNumber(value.value, true)})`;
    if (value.kind !== "operation") throw new RangeError(`no wide ${value.kind}`);
    const { operation, args } = value;
    if (operation === "promote") return `${half === 0 ? "promote_low" : "promote_high"}(${this.local(args[0]!)})`;
    const print = wideOperations[operation];
    if (print === undefined) throw new RangeError(`no wide ${operation}`);
    return print(...args.map((arg) => this.halves(arg)[half]));
  }

  private value(value: Value): string {
    switch (value.kind) {
      case "constant":
        return `splat(${cNumber(Math.fround(value.value), false)})`;
      case "operation": {
        if (value.operation === "demote") return `demote(${this.halves(value.args[0]!).join(", ")})`;
        const print = narrowOperations[value.operation];
        if (print === undefined) throw new RangeError(`no narrow ${value.operation}`);
        return print(...value.args.map((arg) => this.local(arg)));
      }
      case "load":
        return this.load(value);
      case "position":
        return `real(${this.counted(value.index, value.lane)})`;
      case "random": {
        const words = [value.seed, value.step].map((name) => `(u32)${this.variable(name)}`);
        return `random_numbers(${words.join(", ")}, ${value.stream}u, ${this.counted(value.index, value.lane)})`;
      }
      case "across":
        return `across_${value.operation}(${this.local(value.arg)})`;
      case "first":
        return `covered(${this.local(value.arg)}, ${value.lanes}, ${cNumber(value.fill, false)})`;
    }
  }

  private counted(index: Affine, lane: number): string {
    return `counted((i32)(${this.sum(index, 1, index.constant)}), ${lane})`;
  }

  private load({ buffer, index, mode, stride, lanes, type }: Extract<Value, { kind: "load" }>): string {
    const [element, vector] = type === "i32" ? ["i_memory", "vi"] : ["f_memory", "vf"];
    if (mode === "vector") {
      const loaded = `*(${vector}_memory *)${this.address(buffer, index)}`;
      return type === "i32" ? `real(${loaded})` : loaded;
    }
    const one = (at: number): string =>
      `*(${element} *)${this.address(buffer, { ...index, constant: index.constant + at * stride })}`;
    if (mode === "splat") return `splat(${one(0)})`;
    if (mode === "one") return `(vf){${one(0)}}`;
    return `(vf){${Array.from({ length: lanes }, (_, at) => one(at)).join(", ")}}`;
  }
}

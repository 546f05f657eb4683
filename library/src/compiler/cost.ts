import {
  type Buffer,
  type Kernel,
  type LaneOperation,
  type Program,
  type Statement,
  turnsOf,
  type Value,
} from "./loops.ts";
import { usefulLanes } from "./useful-lanes.ts";

/** What a kernel does in one step, counted in its statements: what is needed, not what fills idle lanes. */
export interface Cost {
  /** Floating-point operations; a multiply-add counts two, moving and comparing bits none. */
  readonly operations: number;
  /** Bytes that its loads bring, each as often as it is loaded. */
  readonly read: number;
  /** Bytes that its stores write. */
  readonly written: number;
  /** Bytes of memory that it reads or writes at least once, counted for each direction: what must pass through a cache. */
  readonly distinct: number;
}

/** What the memory of a program is for, in bytes; inputs and outputs for one step. */
export interface Memory {
  readonly states: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly constants: number;
  /** The scratch memory as it is planned, and what it would be if no two buffers shared a place. */
  readonly scratch: number;
  readonly unshared: number;
}

const bytesOfNumber = 4;

/** Floating-point operations of each operation on one lane. */
const operationCosts: Readonly<Record<LaneOperation, number>> = {
  add: 1,
  sub: 1,
  mul: 1,
  div: 1,
  neg: 1,
  abs: 1,
  sqrt: 1,
  min: 1,
  max: 1,
  boundAbove: 1,
  boundBelow: 1,
  floor: 1,
  nearest: 1,
  ldexp: 1,
  multiplyAdd: 2,
  multiplySubtract: 2,
  maskLess: 0,
  maskLessEqual: 0,
  maskEqual: 0,
  maskNonzero: 0,
  one: 0,
  choose: 0,
  exponent: 0,
  mantissa: 0,
  promote: 0,
  demote: 0,
};

/** Counts one kernel. A product of an m × k and a k × n matrix has 2 · m · n · k operations, a map of n numbers n of each of its own. */
export function costOf(kernel: Kernel, buffers: readonly Buffer[]): Cost {
  const { count, moved } = usefulLanes(kernel.body);
  const read = new Map<number, number>();
  const written = new Map<number, number>();
  let operations = 0;
  const add = (to: Map<number, number>, buffer: number, numbers: number): void => {
    to.set(buffer, (to.get(buffer) ?? 0) + numbers * bytesOfNumber);
  };
  const visit = (body: readonly Statement[], times: number): void => {
    for (const statement of body)
      switch (statement.kind) {
        case "for":
          visit(statement.body, times * turnsOf(statement));
          break;
        case "index":
          if (statement.buffer !== undefined) add(read, statement.buffer, times);
          break;
        case "store":
          add(written, statement.buffer, times * statement.lanes);
          break;
        case "set":
          operations += times * operationsOf(statement.value, count(statement), moved(statement));
          if (statement.value.kind === "load") add(read, statement.value.buffer, times * count(statement));
      }
  };
  visit(kernel.body, 1);
  const total = (bytes: ReadonlyMap<number, number>): number => [...bytes.values()].reduce((a, b) => a + b, 0);
  const once = (bytes: ReadonlyMap<number, number>): number =>
    [...bytes].reduce((sum, [buffer, all]) => sum + Math.min(all, buffers[buffer]!.elements * bytesOfNumber), 0);
  return { operations, read: total(read), written: total(written), distinct: once(read) + once(written) };
}

function operationsOf(value: Value, lanes: number, combined: number): number {
  if (value.kind === "operation") return operationCosts[value.operation] * lanes;
  // All lanes into one: an operation less than there are lanes.
  return value.kind === "across" ? Math.max(0, combined - 1) : 0;
}

/** The costs of all kernels of a program, in order, for one step. */
export function costsOf({ kernels, buffers }: Program): Cost[] {
  return kernels.map((kernel) => costOf(kernel, buffers));
}

/** The sum of costs. */
export function totalCost(costs: readonly Cost[]): Cost {
  const sum = (pick: (cost: Cost) => number): number => costs.reduce((total, cost) => total + pick(cost), 0);
  return {
    operations: sum((cost) => cost.operations),
    read: sum((cost) => cost.read),
    written: sum((cost) => cost.written),
    distinct: sum((cost) => cost.distinct),
  };
}

/** What the memory of a program is for. */
export function memoryOf({ buffers, scratchBytes, threads }: Program): Memory {
  const bytes = ({ elements, perThread }: Buffer): number =>
    elements * bytesOfNumber * (perThread === true ? threads : 1);
  const sum = (kind: Buffer["kind"]): number =>
    buffers.reduce((total, buffer) => total + (buffer.kind === kind ? bytes(buffer) : 0), 0);
  return {
    states: sum("state"),
    inputs: sum("input"),
    outputs: sum("output"),
    constants: sum("constant"),
    scratch: scratchBytes,
    unshared: sum("scratch"),
  };
}

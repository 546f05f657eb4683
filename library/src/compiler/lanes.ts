import { type Expr, foldExpr } from "../expr/expr.ts";
import { lower } from "../expr/lower.ts";
import type { Instruction } from "../expr/operation.ts";
import { ofKinds, rewritten } from "../expr/rewrite.ts";
import type { LaneOperation } from "./loops.ts";

/** One result in straight-line code on lanes: a source from outside, a constant, or an operation on earlier results. */
export type Lane =
  | { readonly kind: "source"; readonly source: number }
  | { readonly kind: "constant"; readonly value: number; readonly wide: boolean }
  | {
      readonly kind: "operation";
      readonly operation: LaneOperation;
      readonly args: readonly number[];
      readonly wide: boolean;
    };

const masks: Partial<Record<Instruction, LaneOperation>> = {
  less: "maskLess",
  lessEqual: "maskLessEqual",
  equal: "maskEqual",
};

const exact = ofKinds("exact");

/** Builds straight-line code from formulas; equal results are computed once. */
export class LaneBuilder {
  readonly lanes: Lane[] = [];
  private readonly known = new Map<string, number>();

  private add(key: string, lane: Lane): number {
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const index = this.lanes.push(lane) - 1;
    this.known.set(key, index);
    return index;
  }

  source(source: number): number {
    return this.add(`s${source}`, { kind: "source", source });
  }

  constant(value: number, wide: boolean): number {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return this.add(`c${text}${wide ? "w" : ""}`, { kind: "constant", value, wide });
  }

  operation(operation: LaneOperation, args: readonly number[], wide: boolean): number {
    return this.add(`${operation}${wide ? "w" : ""}(${args.join(",")})`, { kind: "operation", operation, args, wide });
  }

  isWide(index: number): boolean {
    const lane = this.lanes[index]!;
    return lane.kind !== "source" && lane.wide;
  }

  /** Adds a formula whose variables stand for earlier results. */
  formula(root: Expr, variables: ReadonlyMap<string, number>): number {
    const lowered = lower(rewritten(root, exact));
    return foldExpr<number>(lowered, (part, operands) => {
      if (part.value !== undefined) return this.constant(part.value, false);
      if (part.variable !== undefined) return variables.get(part.variable)!;
      return this.instruction(part, operands);
    });
  }

  /** The factors of a product: machines that can round a product and a sum together do so. */
  private factorsOf(index: number): readonly number[] | undefined {
    const lane = this.lanes[index]!;
    return lane.kind === "operation" && lane.operation === "mul" && !lane.wide ? lane.args : undefined;
  }

  /** The lesser or greater of two; against a constant, machines have one instruction that needs no care for NaN and −0. */
  private extreme(instruction: "min" | "max", args: readonly number[], wide: boolean): number {
    const at = args.findIndex((arg) => {
      const lane = this.lanes[arg]!;
      return lane.kind === "constant" && !Number.isNaN(lane.value) && !Object.is(lane.value, -0);
    });
    if (at < 0) return this.operation(instruction, args, wide);
    const bound = args[at]!;
    const ordered = [args[1 - at]!, bound];
    if (instruction === "min") return this.operation("boundAbove", ordered, wide);
    const bounded = this.operation("boundBelow", ordered, wide);
    const lane = this.lanes[bound]!;
    // The greater of −0 and 0 is 0, which adding 0 makes of it.
    const isZero = lane.kind === "constant" && lane.value === 0;
    return isZero ? this.operation("add", [bounded, bound], wide) : bounded;
  }

  private difference(from: number, what: number, wide: boolean): number {
    const factors = wide ? undefined : this.factorsOf(what);
    if (factors !== undefined) return this.operation("multiplySubtract", [from, ...factors], wide);
    return this.operation("sub", [from, what], wide);
  }

  private instruction(part: Expr, operands: readonly number[]): number {
    const instruction = part.operation!.instruction!;
    if (instruction === "promote") {
      const [only] = operands as [number];
      const lane = this.lanes[only]!;
      return lane.kind === "constant"
        ? this.constant(Math.fround(lane.value), true)
        : this.operation("promote", operands, true);
    }
    if (instruction === "demote") return this.operation("demote", operands, false);
    const wide = operands.some((operand) => this.isWide(operand));
    const args = operands.map((operand) => {
      const lane = this.lanes[operand]!;
      return wide && lane.kind === "constant" && !lane.wide ? this.constant(lane.value, true) : operand;
    });
    const mask = masks[instruction];
    if (mask !== undefined) return this.operation("one", [this.operation(mask, args, wide)], wide);
    if (instruction === "select") {
      const [condition, yes, no] = args as [number, number, number];
      const lane = this.lanes[condition]!;
      const test =
        lane.kind === "operation" && lane.operation === "one"
          ? lane.args[0]!
          : this.operation("maskNonzero", [condition], wide);
      return this.operation("choose", [test, yes, no], wide);
    }
    if (instruction === "add") {
      // a + (−b) is a − b, bit for bit.
      for (const [own, other] of [
        [args[1]!, args[0]!],
        [args[0]!, args[1]!],
      ] as const) {
        const lane = this.lanes[own]!;
        if (lane.kind === "operation" && lane.operation === "neg") return this.difference(other, lane.args[0]!, wide);
      }
      const [first, second] = args as [number, number];
      for (const [product, other] of [
        [second, first],
        [first, second],
      ] as const) {
        const factors = wide ? undefined : this.factorsOf(product);
        if (factors !== undefined) return this.operation("multiplyAdd", [other, ...factors], wide);
      }
    }
    if (instruction === "min" || instruction === "max") return this.extreme(instruction, args, wide);
    return this.operation(instruction as LaneOperation, args, wide);
  }
}

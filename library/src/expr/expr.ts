import { ArgumentError, TraceError } from "../util/errors.ts";
import type { Operand } from "./operand.ts";
import type { Operation } from "./operation.ts";

/**
 * A scalar formula: a constant, a variable, or an operation applied to formulas.
 *
 * Immutable. Sharing is kept: a formula that uses a part twice is a graph, not a tree, and every
 * walk over it (`foldExpr`) visits each part once.
 */
export class Expr implements Operand {
  readonly level = 1;
  /** The operation, for an application. */
  readonly operation: Operation | undefined;
  /** The operands of the application; empty for constants and variables. */
  readonly operands: readonly Expr[];
  /** The value, for a constant. */
  readonly value: number | undefined;
  /** The name, for a variable. */
  readonly variable: string | undefined;

  private constructor(
    operation: Operation | undefined,
    operands: readonly Expr[],
    value: number | undefined,
    name: string | undefined,
  ) {
    this.operation = operation;
    this.operands = operands;
    this.value = value;
    this.variable = name;
  }

  static constant(value: number): Expr {
    return new Expr(undefined, [], value, undefined);
  }

  static variable(name: string): Expr {
    return new Expr(undefined, [], undefined, name);
  }

  static apply(operation: Operation, operands: readonly Expr[]): Expr {
    if (operands.length !== operation.arity)
      throw new ArgumentError(`${operation.symbol} takes ${operation.arity} operands`, {
        found: `${operands.length}`,
      });
    return new Expr(operation, operands, undefined, undefined);
  }

  combine(operation: Operation, operands: readonly (Operand | number)[]): Expr {
    return Expr.apply(operation, operands.map(toExpr));
  }

  /** Reading a formula as a JavaScript value is always a mistake: `if (x > 0)` cannot be traced. */
  [Symbol.toPrimitive](): never {
    throw new TraceError("a formula has no value while it is being built", {
      remedy: "use select(condition, a, b) and the comparison functions instead of if, ?: and <",
    });
  }
}

/** A constant formula. */
export function constant(value: number): Expr {
  return Expr.constant(value);
}

/** A variable, known by its name. */
export function variable(name: string): Expr {
  return Expr.variable(name);
}

/** A number becomes a constant, a formula stays itself. */
export function toExpr(value: Operand | number): Expr {
  if (typeof value === "number") return Expr.constant(value);
  if (value instanceof Expr) return value;
  throw new ArgumentError("this operand is no formula", { expected: "a number or an Expr" });
}

/** Computes a value for every part of a formula, each once, operands first. */
export function foldExpr<T>(
  root: Expr,
  step: (part: Expr, operands: readonly T[]) => T,
  memory: Map<Expr, T> = new Map(),
): T {
  const stack: Expr[] = [root];
  while (stack.length > 0) {
    const part = stack[stack.length - 1]!;
    if (memory.has(part)) {
      stack.pop();
      continue;
    }
    const waiting = part.operands.filter((operand) => !memory.has(operand));
    if (waiting.length > 0) {
      stack.push(...waiting);
      continue;
    }
    memory.set(
      part,
      step(
        part,
        part.operands.map((operand) => memory.get(operand)!),
      ),
    );
    stack.pop();
  }
  return memory.get(root)!;
}

/** Replaces variables by formulas; variables that are not named stay. */
export function substitute(root: Expr, replacements: ReadonlyMap<string, Expr>): Expr {
  return foldExpr<Expr>(root, (part, operands) => {
    if (part.variable !== undefined) return replacements.get(part.variable) ?? part;
    return rebuilt(part, operands);
  });
}

/** The part with new operands; itself when nothing changed. */
export function rebuilt(part: Expr, operands: readonly Expr[]): Expr {
  if (part.operation === undefined || operands.every((operand, i) => operand === part.operands[i])) return part;
  return Expr.apply(part.operation, operands);
}

/** The names of the variables in a formula, in order of first appearance. */
export function variablesOf(root: Expr): readonly string[] {
  const names = new Set<string>();
  foldExpr(root, (part) => {
    if (part.variable !== undefined) names.add(part.variable);
  });
  return [...names];
}

/** Whether two formulas are the same, part by part; `0` and `-0` differ, `NaN` equals itself. */
export function sameExpr(a: Expr, b: Expr): boolean {
  const pairs: [Expr, Expr][] = [[a, b]];
  const seen = new Map<Expr, Set<Expr>>();
  while (pairs.length > 0) {
    const [x, y] = pairs.pop()!;
    if (x === y || seen.get(x)?.has(y)) continue;
    if (x.operation !== y.operation || x.variable !== y.variable || !Object.is(x.value, y.value)) return false;
    if (x.operands.length !== y.operands.length) return false;
    const known = seen.get(x) ?? new Set();
    known.add(y);
    seen.set(x, known);
    x.operands.forEach((operand, i) => {
      pairs.push([operand, y.operands[i]!]);
    });
  }
  return true;
}

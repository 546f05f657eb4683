import { ArgumentError } from "../util/errors.ts";
import type { Expr } from "./expr.ts";
import type { Interval } from "./interval.ts";
import type { Operand } from "./operand.ts";

/** How strongly an operator binds in text and LaTeX; a higher number binds more strongly. */
export const precedence = { comparison: 40, sum: 50, product: 60, negation: 70, power: 80, atom: 100 } as const;

/** An operand on its way into LaTeX: call it with the least precedence that needs no parentheses. */
export type LatexOperand = (leastPrecedence?: number) => string;

/**
 * The instructions that every machine has (or can make of two or three of its own).
 * An operation without one is reduced to these by its `lowering`, or else its formula.
 *
 * `nearest` rounds half to even. `ldexp(x, n)` = x·2ⁿ for whole n from −252 to 254,
 * `exponent(x)` = ⌊log₂|x|⌋ and `mantissa(x)` = x/2^exponent(x) for normal x. A comparison gives 1 or 0.
 */
export type Instruction =
  | "add"
  | "mul"
  | "div"
  | "neg"
  | "abs"
  | "sqrt"
  | "min"
  | "max"
  | "floor"
  | "nearest"
  | "less"
  | "lessEqual"
  | "equal"
  | "select"
  | "ldexp"
  | "exponent"
  | "mantissa"
  | "promote"
  | "demote";

/** A function made of simpler operations, for machines that have no instruction for it. */
export interface Lowering {
  /** The same function in simpler operations. */
  readonly formula: (...operands: Expr[]) => Expr;
  /** The same in machine instructions, where operands are constants that make it shorter. */
  readonly shorter?: (...operands: Expr[]) => Expr | undefined;
  /** The lanes it needs; float64 where float32 cannot keep the budget. */
  readonly precision: "float32" | "float64";
  /** The greatest error over float32, in units in the last place of the exact result; measured by the suite. */
  readonly ulp: number;
  /** The greatest absolute error where the relative one has no bound (near zeros of sine, say). */
  readonly absolute?: number;
}

/** An identity, both sides as formulas of x, y and z: `{ kind: "exact", from: (x) => mul(x, 1), to: (x) => x }`. */
export interface Identity {
  /**
   * `exact`: the same floating-point value, NaN and ∞ included, so the compiler may use it.
   * `stable`: algebraically equal and never worse in floating point, so the compiler uses it before differentiating.
   * `algebraic`: equal over the real numbers; for display only. Those of the operations here stand in `algebra.ts`.
   */
  readonly kind: "exact" | "stable" | "algebraic";
  readonly from: (...variables: Expr[]) => Expr;
  readonly to: (...variables: Expr[]) => Expr | number;
}

/** Everything that chainrule knows of one scalar function. */
export interface OperationRecord {
  /** The name in text formulas and catalogs, in camel case. */
  readonly symbol: string;
  readonly arity: number;
  /** The value in float64. */
  readonly evaluate: (...operands: number[]) => number;
  /** The partial derivatives, from the operands and the result. */
  readonly derivative: (operands: readonly Expr[], result: Expr) => readonly (Expr | number)[];
  /** LaTeX of the application; a named function where absent. */
  readonly latex?: (...operands: LatexOperand[]) => string;
  /** How strongly that LaTeX binds. */
  readonly latexPrecedence?: number;
  /** The operator sign in text, for operations that are written between or before their operands. */
  readonly infix?: { readonly sign: string; readonly precedence: number };
  /** Whether the operands may change places. */
  readonly commutative?: boolean;
  /** A closed interval that holds all values for operands in the given ones. */
  readonly interval?: (...operands: Interval[]) => Interval;
  /** The points where the derivative jumps or is missing. */
  readonly kinks?: readonly number[];
  /** The machine's own instruction. */
  readonly instruction?: Instruction;
  readonly lowering?: Lowering;
  /** What is taught. */
  readonly formula?: (...operands: Expr[]) => Expr;
  /** What is computed instead, where the formula as taught would overflow or lose digits. */
  readonly stable?: (...operands: Expr[]) => Expr;
  /** Identities in which this operation takes part. */
  readonly identities?: readonly Identity[];
  /** JavaScript for the application; where neither this nor a formula is given, `evaluate` uses nothing outside itself. */
  readonly javascript?: (...operands: string[]) => string;
  /** Whether a user made it, so that files must spell it out. */
  readonly custom?: boolean;
  /** What it was made with, where its file exports a function of options. */
  readonly options?: Readonly<Record<string, number>>;
  /** Where the definition comes from. */
  readonly source?: string;
}

/** An operation: its record, which can be called with numbers, formulas or tensors. */
export interface Operation extends OperationRecord {
  (...operands: number[]): number;
  <T extends Operand>(...operands: (T | number)[]): T;
}

/** Makes an operation of its record. */
export function defineOperation(record: OperationRecord): Operation {
  const apply = (...operands: (Operand | number)[]): Operand | number => {
    if (operands.length !== record.arity)
      throw new ArgumentError(`${record.symbol} takes ${record.arity} operands`, { found: `${operands.length}` });
    let highest: Operand | undefined;
    for (const operand of operands)
      if (typeof operand !== "number" && (highest === undefined || operand.level > highest.level)) highest = operand;
    if (highest === undefined) return record.evaluate(...(operands as number[]));
    return highest.combine(operation, operands);
  };
  const operation = Object.assign(apply, record) as unknown as Operation;
  Object.defineProperty(operation, "name", { value: record.symbol });
  return operation;
}

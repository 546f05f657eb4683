import { ArgumentError } from "../util/errors.ts";
import { constant, Expr, foldExpr, substitute } from "./expr.ts";
import { operandVariables } from "./function.ts";
import { defineOperation, type Operation } from "./operation.ts";
import { div } from "./operations/div.ts";
import { mul } from "./operations/mul.ts";
import { pow } from "./operations/pow.ts";
import { sqrt } from "./operations/sqrt.ts";

/** The same number, from a float32 lane into a float64 lane. Made by `lower` alone. */
export const promote: Operation = defineOperation({
  symbol: "promote",
  arity: 1,
  evaluate: (x) => x!,
  derivative: () => [1],
  instruction: "promote",
});

/** The number rounded to float32. Made by `lower` alone. */
export const demote: Operation = defineOperation({
  symbol: "demote",
  arity: 1,
  evaluate: (x) => Math.fround(x!),
  derivative: () => [1],
  instruction: "demote",
});

/** xⁿ for a whole n by repeated squaring; one quotient where n is negative. */
export function integerPower(x: Expr, n: number): Expr {
  if (n < 0) return div(constant(1), integerPower(x, -n));
  if (n === 0) return constant(1);
  if (n === 1) return x;
  const half = integerPower(x, Math.floor(n / 2));
  const square = mul(half, half);
  return n % 2 === 0 ? square : mul(square, x);
}

/** The greatest whole exponent that is multiplied out. */
const greatestPower = 64;

const lowered = new WeakMap<Operation, Expr>();

/** An operation's lowering (or formula) over the operand variables, itself lowered; made once. */
function loweredBody(operation: Operation): Expr {
  const known = lowered.get(operation);
  if (known !== undefined) return known;
  const formula = operation.lowering?.formula ?? operation.stable ?? operation.formula;
  if (formula === undefined)
    throw new ArgumentError(`the operation ${operation.symbol} cannot be compiled`, {
      expected: "an instruction, a lowering or a formula in its record",
    });
  const inner = lower(formula(...operandVariables(operation.arity)));
  const wide = operation.lowering?.precision === "float64";
  const promoted = new Map(operandVariables(operation.arity).map((v) => [v.variable!, promote(v)]));
  const body = wide ? demote(substitute(inner, promoted)) : inner;
  lowered.set(operation, body);
  return body;
}

/**
 * A formula in machine instructions alone: every other operation is replaced by its lowering, or else by its
 * stable form or formula; whole powers are multiplied out. Lowerings in float64 stand between `promote` and `demote`.
 */
export function lower(root: Expr): Expr {
  return foldExpr<Expr>(root, (part, operands) => {
    const { operation } = part;
    if (operation === undefined) return part;
    const exponent = operands[1]?.value;
    if (
      operation === pow &&
      exponent !== undefined &&
      Number.isInteger(exponent) &&
      Math.abs(exponent) <= greatestPower
    )
      return integerPower(operands[0]!, exponent);
    if (operation === pow && exponent === 0.5) return sqrt(operands[0]!);
    if (operation.instruction !== undefined) return Expr.apply(operation, operands);
    const body = loweredBody(operation);
    return substitute(body, new Map(operandVariables(operation.arity).map((v, i) => [v.variable!, operands[i]!])));
  });
}

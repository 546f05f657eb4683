import { ArgumentError } from "../util/errors.ts";
import { Expr, foldExpr, substitute } from "./expr.ts";
import { operandVariables } from "./function.ts";
import { defineOperation, type Operation } from "./operation.ts";

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
 * stable form or formula. Lowerings in float64 stand between `promote` and `demote`.
 */
export function lower(root: Expr): Expr {
  return foldExpr<Expr>(root, (part, operands) => {
    const { operation } = part;
    if (operation === undefined) return part;
    const shorter = operation.lowering?.shorter?.(...operands);
    if (shorter !== undefined) return shorter;
    if (operation.instruction !== undefined) return Expr.apply(operation, operands);
    const body = loweredBody(operation);
    return substitute(body, new Map(operandVariables(operation.arity).map((v, i) => [v.variable!, operands[i]!])));
  });
}

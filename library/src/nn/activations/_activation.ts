import { type Expr, substitute, variablesOf } from "../../expr/expr.ts";
import { defineFunction, operandVariables } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { parse } from "../../expr/parse.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { FormulaError } from "../../util/errors.ts";
import type { Made } from "../made.ts";

/** A function of whole tensors, such as softmax, that may stand where an activation stands. */
export type TensorActivation = ((input: Tensor) => Tensor) & {
  readonly symbol: string;
  readonly made: Made;
};

/**
 * An activation of your own, from its formula in x; derivative, LaTeX and compiled code follow, and files keep it.
 *
 * `functions` are those that a text may name besides the built-in ones.
 *
 * @throws FormulaError where the text cannot be read or has other variables than x.
 * @example
 * const swish = defineActivation("swish", "x / (1 + exp(-x))");
 * const same = defineActivation("swish", (x) => div(x, add(1, exp(neg(x)))));
 */
export function defineActivation(
  name: string,
  formula: string | ((x: Expr) => Expr),
  functions: Readonly<Record<string, Operation>> = {},
): Operation {
  const [x] = operandVariables(1) as [Expr];
  const body = typeof formula === "string" ? parse(formula, functions) : formula(x);
  const strange = variablesOf(body).filter((variable) => variable !== "x");
  if (strange.length > 0)
    throw new FormulaError(`the activation "${name}" has other variables than x`, { found: strange.join(", ") });
  return defineFunction({
    symbol: name,
    arity: 1,
    custom: true,
    formula: (operand) => substitute(body, new Map([["x", operand!]])),
  });
}

/** An activation that needs whole rows, not single numbers. */
export function defineTensorActivation(
  name: string,
  apply: (input: Tensor) => Tensor,
  given: readonly unknown[] = [],
): TensorActivation {
  const made: Made = { kind: "activation", name, given };
  return Object.assign((input: Tensor) => apply(input), { symbol: name, made });
}

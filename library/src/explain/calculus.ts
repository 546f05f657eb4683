import { evaluate } from "../expr/evaluate.ts";
import { type Expr, variablesOf } from "../expr/expr.ts";
import type { Operation } from "../expr/operation.ts";
import { parse } from "../expr/parse.ts";
import { ArgumentError } from "../util/errors.ts";
import { type Differentiation, differentiation } from "./differentiation.ts";
import { checkDerivative, type NumericCheck } from "./numeric-check.ts";

/** Options of `derive`. */
export interface DeriveOptions {
  /** The point; every variable needs a value. Without one there are only formulas. */
  readonly at?: Readonly<Record<string, number>>;
  /** The variables to differentiate by; all where absent. */
  readonly wrt?: readonly string[];
  /** Whether second derivatives are worked out, too. */
  readonly second?: boolean;
  /** Functions that the formula may name besides the built-in ones. */
  readonly functions?: Readonly<Record<string, Operation>>;
}

/** One partial derivative, with the way to it. */
export interface Partial extends Differentiation {
  /** Its value at the point, and the check by differences: whose table is the secant on its way to the tangent. */
  readonly value: number | undefined;
  readonly check: NumericCheck | undefined;
}

/** A formula with its derivatives. */
export interface Calculus {
  readonly formula: Expr;
  readonly variables: readonly string[];
  readonly at: Readonly<Record<string, number>> | undefined;
  readonly value: number | undefined;
  readonly partials: readonly Partial[];
  /** ∂²f/∂x∂y by rows x and columns y, of the variables differentiated by; absent unless asked for. */
  readonly second: readonly (readonly Partial[])[] | undefined;
  /** The unit vector against the gradient, in which f falls fastest; absent where the gradient is 0. */
  readonly steepestDescent: readonly number[] | undefined;
}

/**
 * Differentiates a formula given as text, with every step: `derive("x * sin(y)", { at: { x: 1, y: 2 } })`.
 *
 * @throws FormulaError with the character where the formula cannot be read; ArgumentError where a variable has no value
 * or is not in the formula.
 */
export function derive(source: string | Expr, options: DeriveOptions = {}): Calculus {
  const formula = typeof source === "string" ? parse(source, options.functions) : source;
  const variables = [...variablesOf(formula)].sort();
  const wrt = options.wrt ?? variables;
  const strange = wrt.filter((name) => !variables.includes(name));
  if (strange.length > 0)
    throw new ArgumentError("derive: the formula has no such variable", {
      expected: variables.join(", ") || "no variables",
      found: strange.join(", "),
    });
  const { at } = options;
  const missing = at === undefined ? [] : variables.filter((name) => !Object.hasOwn(at, name));
  if (missing.length > 0)
    throw new ArgumentError("derive: a variable has no value", {
      expected: `a number for ${missing.join(", ")}`,
      found: "nothing",
    });
  const partialOf = (part: Expr, name: string): Partial => {
    const found = differentiation(part, name);
    if (at === undefined) return { ...found, value: undefined, check: undefined };
    const value = evaluate(found.derivative, at);
    const f = (x: number): number => evaluate(part, { ...at, [name]: x });
    return { ...found, value, check: checkDerivative(f, at[name]!, value) };
  };
  const partials = wrt.map((name) => partialOf(formula, name));
  const slopes = partials.map(({ value }) => value ?? Number.NaN);
  const length = Math.sqrt(slopes.reduce((sum, slope) => sum + slope * slope, 0));
  return {
    formula,
    variables,
    at,
    value: at === undefined ? undefined : evaluate(formula, at),
    partials,
    second:
      options.second === true
        ? partials.map(({ derivative }) => wrt.map((name) => partialOf(derivative, name)))
        : undefined,
    steepestDescent: length > 0 && Number.isFinite(length) ? slopes.map((slope) => -slope / length) : undefined,
  };
}

import type { Expr } from "./expr.ts";
import { parseWith } from "./grammar.ts";
import type { Operation } from "./operation.ts";
import * as operations from "./operations/index.ts";

let known: readonly (readonly [string, Operation])[] | undefined;

/** The operations by their names; looked up for the first formula, because importing does no work. */
function builtIn(): readonly (readonly [string, Operation])[] {
  known ??= Object.values(operations)
    .filter((value): value is Operation => "symbol" in value)
    .map((operation) => [operation.symbol, operation] as const);
  return known;
}

/**
 * Reads a formula: `+ - * / ^`, comparisons `< <= > >= == !=`, functions by name, `pi`, `inf`, `nan`; any other name is a variable.
 *
 * `^` binds more strongly than a sign before it, and to the right; `-2` is the constant −2. Functions
 * that are not built in are given in `functions`.
 *
 * @example parse("x / (1 + exp(-x))")
 * @throws FormulaError with the character where reading failed.
 */
export function parse(source: string, functions: Readonly<Record<string, Operation>> = {}): Expr {
  return parseWith(new Map([...builtIn(), ...Object.entries(functions)]), source);
}

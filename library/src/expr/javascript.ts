import { ArgumentError } from "../util/errors.ts";
import { type Expr, foldExpr, variablesOf } from "./expr.ts";

/** A number as JavaScript that may stand before `**` and after a sign. */
function numberSource(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "(-Infinity)";
  return value < 0 || Object.is(value, -0) ? `(-${-value})` : String(value);
}

/**
 * A formula as JavaScript that needs nothing else: the source of a function of the named variables.
 *
 * Parts that are used more than once are computed once. Functions without JavaScript of their own go through their
 * formula, or bring their float64 evaluation along.
 *
 * @example javascript(parse("x / (1 + exp(-x))")) // "(x) => (x / (1 + Math.exp((-x))))"
 * @throws ArgumentError where a variable is not among the names.
 */
export function javascript(root: Expr, names: readonly string[] = variablesOf(root)): string {
  const missing = variablesOf(root).filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new ArgumentError("javascript: a variable is no parameter", {
      expected: names.join(", ") || "no variables",
      found: missing.join(", "),
    });
  const whole = inlined(root);
  const uses = new Map<Expr, number>();
  foldExpr(whole, (part) => {
    for (const operand of part.operands) uses.set(operand, (uses.get(operand) ?? 0) + 1);
  });
  const helpers = new Map<string, string>();
  const lines: string[] = [];
  const taken = new Set(names);
  const local = (): string => {
    let name = `t${lines.length + 1}`;
    while (taken.has(name)) name = `${name}_`;
    return name;
  };
  const result = foldExpr<string>(whole, (part, operands) => {
    if (part.value !== undefined) return numberSource(part.value);
    if (part.variable !== undefined) return part.variable;
    const { javascript: own, symbol, evaluate } = part.operation!;
    if (own === undefined) helpers.set(symbol, `const ${symbol} = ${String(evaluate)};`);
    const source = own === undefined ? `${symbol}(${operands.join(", ")})` : own(...operands);
    if ((uses.get(part) ?? 0) < 2) return source;
    const name = local();
    lines.push(`const ${name} = ${source};`);
    return name;
  });
  const head = `(${names.join(", ")}) =>`;
  if (helpers.size === 0 && lines.length === 0) return `${head} ${result.startsWith("{") ? `(${result})` : result}`;
  return [`${head} {`, ...[...helpers.values(), ...lines, `return ${result};`].map((line) => `  ${line}`), "}"].join(
    "\n",
  );
}

/** Replaces functions that have a formula, but no JavaScript, by what is computed for them. */
function inlined(root: Expr): Expr {
  return foldExpr<Expr>(root, (part, operands) => {
    if (part.operation === undefined) return part;
    const { javascript: own, stable, formula } = part.operation;
    const computed = stable ?? formula;
    return own === undefined && computed !== undefined ? inlined(computed(...operands)) : part.operation(...operands);
  });
}

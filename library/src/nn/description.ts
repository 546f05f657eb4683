import { Expr, foldExpr, variable } from "../expr/expr.ts";
import type { Operation } from "../expr/operation.ts";
import { text } from "../expr/text.ts";
import { ArgumentError } from "../util/errors.ts";
import type { Made } from "./made.ts";

/** A record as plain data, for files: `{ layer: "dense", with: [16, { activation: "relu" }] }`. */
export type Description =
  | string
  | number
  | boolean
  | null
  | readonly Description[]
  | { readonly [key: string]: Description };

/**
 * The formula of an elementwise function as text: what users made, or made with options, is spelled out; functions of
 * the library keep their names.
 */
export function formulaText(operation: Operation): string {
  const x = variable("x");
  const spelledOut = (formula: Expr): Expr =>
    foldExpr<Expr>(formula, (part, operands) => {
      if (part.operation === undefined) return part;
      const { custom, options, formula: inner } = part.operation;
      const known = custom !== true && options === undefined;
      return known || inner === undefined ? part.operation(...operands) : spelledOut(inner(...operands));
    });
  return text(spelledOut(operation.formula?.(x) ?? operation(x)));
}

function isOperation(value: unknown): value is Operation {
  return typeof value === "function" && "arity" in value && "symbol" in value;
}

/** How a value was made, as plain data. */
export function describe(value: unknown): Description {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (isOperation(value)) {
    const options = value.options;
    return {
      activation: value.symbol,
      ...(options === undefined ? {} : { with: [describe(options)] }),
      formula: formulaText(value),
    };
  }
  if ((typeof value === "object" || typeof value === "function") && "made" in value) {
    const { kind, name, given } = value.made as Made;
    const list = given.map(describe);
    // Trailing gaps are left out.
    while (list.length > 0 && list.at(-1) === null) list.pop();
    return list.length === 0 ? { [kind]: name } : { [kind]: name, with: list };
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<unknown>, describe);
  if (typeof value === "object" && !(value instanceof Expr))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, describe(part)]));
  throw new ArgumentError("a part of the network cannot be described for a file", {
    found: typeof value,
    remedy: "make it with defineLayer, defineActivation or defineInitializer",
  });
}

import { FormulaError } from "../util/errors.ts";
import { Expr } from "./expr.ts";
import type { Operation } from "./operation.ts";
import { add } from "./operations/add.ts";
import { div } from "./operations/div.ts";
import { equal } from "./operations/equal.ts";
import { greater } from "./operations/greater.ts";
import { greaterEqual } from "./operations/greater-equal.ts";
import { less } from "./operations/less.ts";
import { lessEqual } from "./operations/less-equal.ts";
import { mul } from "./operations/mul.ts";
import { neg } from "./operations/neg.ts";
import { notEqual } from "./operations/not-equal.ts";
import { pow } from "./operations/pow.ts";

const number = String.raw`(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)`;
const sign = "([<>=!]=|[-<>+*/^(),])";
/** A token behind spaces, or the end. */
const tokenWith = (name: string, flags: string): RegExp => new RegExp(`\\s*(?:${number}|${name}|${sign}|$)`, flags);
const anyName = String.raw`([\p{L}_][\p{L}\p{N}_]*)`;
/** The same where there is nothing but ASCII: the tables of all letters take an engine a millisecond to make. */
const plainName = String.raw`([A-Za-z_]\w*)`;
const isPlain = /^[ -~]*$/;
const made = new Map<string, RegExp>();

/** What matches one token of a text. */
function tokenOf(source: string): RegExp {
  const [name, flags] = isPlain.test(source) ? [plainName, "y"] : [anyName, "uy"];
  const token = made.get(flags) ?? tokenWith(name, flags);
  made.set(flags, token);
  return token;
}

interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

function tokens(source: string): Token[] {
  const list: Token[] = [];
  const token = tokenOf(source);
  for (let at = 0; ; ) {
    token.lastIndex = at;
    const found = token.exec(source);
    if (found === null) {
      at += source.slice(at).search(/\S/);
      throw new FormulaError(`cannot read the formula "${source}"`, {
        place: `character ${at + 1}`,
        found: JSON.stringify(String.fromCodePoint(source.codePointAt(at)!)),
        expected: "a number, a name, an operator or a parenthesis",
      });
    }
    const [whole, number, name, sign] = found;
    const text = number ?? name ?? sign ?? "the end";
    const kind = number !== undefined ? "number" : name !== undefined ? "name" : sign !== undefined ? "sign" : "end";
    at += whole.length;
    list.push({ kind, text, at: kind === "end" ? source.length : at - text.length });
    if (kind === "end") return list;
  }
}

const constants: ReadonlyMap<string, number> = new Map([
  ["inf", Infinity],
  ["nan", NaN],
  ["pi", Math.PI],
]);
const depthLimit = 500;

/** Reads a formula in which functions have these names. @throws FormulaError with the character where reading failed. */
export function parseWith(functions: ReadonlyMap<string, Operation>, source: string): Expr {
  const list = tokens(source);
  let next = 0;
  let depth = 0;

  const fail = (expected: string): never => {
    const token = list[next]!;
    throw new FormulaError(`cannot read the formula "${source}"`, {
      place: `character ${token.at + 1}`,
      expected,
      found: token.kind === "end" ? token.text : `"${token.text}"`,
    });
  };
  const takes = (sign: string): boolean => {
    if (list[next]!.kind !== "sign" || list[next]!.text !== sign) return false;
    next++;
    return true;
  };
  const need = (sign: string): void => {
    if (!takes(sign)) fail(`"${sign}"`);
  };

  const comparison = (): Expr => {
    if (++depth > depthLimit) fail(`at most ${depthLimit} levels of nesting`);
    let left = sum();
    for (const [sign, operation] of comparisons)
      if (takes(sign)) {
        left = Expr.apply(operation, [left, sum()]);
        break;
      }
    depth--;
    return left;
  };
  const sum = (): Expr => {
    let left = product();
    for (;;) {
      if (takes("+")) left = Expr.apply(add, [left, product()]);
      else if (takes("-")) left = Expr.apply(add, [left, Expr.apply(neg, [product()])]);
      else return left;
    }
  };
  const product = (): Expr => {
    let left = signed();
    for (;;) {
      if (takes("*")) left = Expr.apply(mul, [left, signed()]);
      else if (takes("/")) left = Expr.apply(div, [left, signed()]);
      else return left;
    }
  };
  const signed = (): Expr => {
    if (!takes("-")) return power();
    if (++depth > depthLimit) fail(`at most ${depthLimit} levels of nesting`);
    const literal = list[next]!;
    const isLiteral = literal.kind === "number" || literal.text === "inf";
    const operand = list[next]!.text === "-" ? signed() : power();
    depth--;
    if (isLiteral && operand.value !== undefined) return Expr.constant(-operand.value);
    return Expr.apply(neg, [operand]);
  };
  const power = (): Expr => {
    const base = atom();
    return takes("^") ? Expr.apply(pow, [base, signed()]) : base;
  };
  const atom = (): Expr => {
    const token = list[next]!;
    if (token.kind === "number") {
      next++;
      return Expr.constant(Number(token.text));
    }
    if (takes("(")) {
      const inner = comparison();
      need(")");
      return inner;
    }
    if (token.kind !== "name") return fail("a number, a name or an opening parenthesis");
    next++;
    if (!takes("(")) {
      const value = constants.get(token.text);
      return value === undefined ? Expr.variable(token.text) : Expr.constant(value);
    }
    const args: Expr[] = [];
    if (!takes(")")) {
      do args.push(comparison());
      while (takes(","));
      need(")");
    }
    return call(token, args);
  };
  const call = (token: Token, args: Expr[]): Expr => {
    if (token.text === "sub" && args.length === 2) return Expr.apply(add, [args[0]!, Expr.apply(neg, [args[1]!])]);
    const operation = functions.get(token.text);
    const place = `character ${token.at + 1}`;
    if (operation === undefined)
      throw new FormulaError(`"${token.text}" in the formula "${source}" is no known function`, {
        place,
        expected: `one of ${[...functions.keys()].join(", ")}`,
        remedy: "pass your own functions as the second argument of parse",
      });
    if (operation.arity !== args.length)
      throw new FormulaError(`${token.text} in the formula "${source}" has a wrong number of operands`, {
        place,
        expected: `${operation.arity}`,
        found: `${args.length}`,
      });
    return Expr.apply(operation, args);
  };

  const whole = comparison();
  if (list[next]!.kind !== "end") fail("an operator or the end");
  return whole;
}

const comparisons: readonly (readonly [string, Operation])[] = [
  ["<=", lessEqual],
  [">=", greaterEqual],
  ["==", equal],
  ["!=", notEqual],
  ["<", less],
  [">", greater],
];

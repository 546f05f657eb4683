import { type Expr, foldExpr } from "../expr/expr.ts";
import { precedence } from "../expr/operation.ts";
import { abs } from "../expr/operations/abs.ts";
import { div } from "../expr/operations/div.ts";
import { exp } from "../expr/operations/exp.ts";
import { log } from "../expr/operations/log.ts";
import { select } from "../expr/operations/select.ts";
import { sqrt } from "../expr/operations/sqrt.ts";
import { plainLine } from "../util/inert.ts";
import { numberText, usualDigits } from "./number.ts";

interface Piece {
  readonly text: string;
  readonly precedence: number;
  /** For a negative: what is negated. */
  readonly negated?: Piece;
}

const wrap = ({ text, precedence: own }: Piece, least: number): string => (own < least ? `(${text})` : text);
/** Never two signs side by side. */
const fenced = (text: string): string => (text.startsWith("-") ? `(${text})` : text);
const infixSigns: Readonly<Record<string, string>> = { "*": "·", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠" };
const symbols: Readonly<Record<string, string>> = { sigmoid: "σ" };

/** What people write for an operation that stands before its operand. */
export function functionSymbol(symbol: string): string {
  return Object.hasOwn(symbols, symbol) ? symbols[symbol]! : plainLine(symbol);
}

/**
 * A formula as Unicode text for people: `σ(Z¹)`, `-(y·ln ŷ + (1 - y)·ln(1 - ŷ))`; `names` says what variables are called.
 *
 * Numbers have `digits` significant digits. For text that can be read back there is `text` in expr.
 */
export function formulaText(
  formula: Expr,
  names: Readonly<Record<string, string>> = {},
  digits: number = usualDigits,
): string {
  return foldExpr<Piece>(formula, (part, operands): Piece => {
    if (part.value !== undefined) {
      const text = numberText(part.value, digits);
      const plain = !text.startsWith("-") && !text.includes("e");
      return { text, precedence: plain ? precedence.atom : precedence.negation };
    }
    if (part.variable !== undefined) {
      const text = Object.hasOwn(names, part.variable) ? names[part.variable]! : part.variable;
      // Numbers may stand for variables, a negative one in parentheses; ∂L/∂W has a fraction bar of its own.
      if (/^-|^[\d.]+e/.test(text)) return { text, precedence: precedence.negation };
      return { text, precedence: text.includes("/") ? precedence.product + 5 : precedence.atom };
    }
    const operation = part.operation!;
    const [a, b, c] = operands as [Piece, Piece, Piece];
    switch (operation) {
      case div:
        return { text: `${wrap(a, precedence.negation)}/${wrap(b, precedence.power)}`, precedence: precedence.product };
      case exp:
        return { text: `e^(${a.text})`, precedence: precedence.power };
      case log:
        return {
          text: `ln${a.precedence < precedence.atom ? `(${a.text})` : ` ${a.text}`}`,
          precedence: precedence.product,
        };
      case sqrt:
        return { text: `√(${a.text})`, precedence: precedence.atom };
      case abs:
        return { text: `|${a.text}|`, precedence: precedence.atom };
      case select:
        return { text: `(${b.text} if ${a.text}, else ${c.text})`, precedence: precedence.atom };
    }
    const { infix } = operation;
    if (infix === undefined)
      return {
        text: `${functionSymbol(operation.symbol)}(${operands.map(({ text }) => text).join(", ")})`,
        precedence: precedence.atom,
      };
    const level = infix.precedence;
    if (operands.length === 1)
      return { text: `-${fenced(wrap(a, precedence.product))}`, precedence: level, negated: a };
    if (level === precedence.power) {
      const small = part.operands[1]!.value === 2 ? "²" : part.operands[1]!.value === 3 ? "³" : undefined;
      const base = wrap(a, precedence.atom);
      return {
        text: small === undefined ? `${base}^${wrap(b, precedence.atom)}` : `${base}${small}`,
        precedence: level,
      };
    }
    if (infix.sign === "+" && b.negated !== undefined)
      return { text: `${wrap(a, level)} - ${fenced(wrap(b.negated, precedence.product))}`, precedence: level };
    if (infix.sign === "+" && b.text.startsWith("-"))
      return { text: `${wrap(a, level)} - ${b.text.slice(1)}`, precedence: level };
    const sign = infixSigns[infix.sign] ?? infix.sign;
    const spaced = sign === "·" ? sign : ` ${sign} `;
    // Sums and products may be regrouped, so a sum on the right needs no parentheses.
    const right = operation.commutative === true ? level : level + 1;
    const second = wrap(b, right);
    return {
      text: `${wrap(a, level)}${spaced}${second.startsWith("-") && level > precedence.comparison ? `(${second})` : second}`,
      precedence: level,
    };
  }).text;
}

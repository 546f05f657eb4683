import { type Expr, foldExpr } from "./expr.ts";
import { precedence } from "./operation.ts";

/** Text of a part and how strongly its outermost sign binds. */
interface Piece {
  readonly text: string;
  readonly precedence: number;
}

/** A number as text that reads back as the same number: `-0`, `inf` and `nan` included. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

const wrap = (piece: Piece, least: number): string => (piece.precedence < least ? `(${piece.text})` : piece.text);

/**
 * A formula as text, with only the parentheses it needs; `parse(text(e))` gives `e` back.
 *
 * @example text(parse("1/(1+exp(-x))")) // "1 / (1 + exp(-x))"
 */
export function text(root: Expr): string {
  const piece = foldExpr<Piece>(root, (part, operands) => {
    if (part.value !== undefined) {
      const negative = part.value < 0 || Object.is(part.value, -0);
      return { text: numberText(part.value), precedence: negative ? precedence.negation : precedence.atom };
    }
    if (part.variable !== undefined) return { text: part.variable, precedence: precedence.atom };
    const { infix, symbol } = part.operation!;
    if (infix === undefined)
      return { text: `${symbol}(${operands.map((o) => o.text).join(", ")})`, precedence: precedence.atom };
    const level = infix.precedence;
    const [left, right] = operands as [Piece, Piece | undefined];
    if (right === undefined) {
      // "-2" reads as the constant −2, so the negative of the constant 2 is written "-(2)".
      const plain = part.operands[0]!.value !== undefined;
      return { text: `-${plain ? `(${left.text})` : wrap(left, level)}`, precedence: level };
    }
    if (level === precedence.power)
      return { text: `${wrap(left, precedence.atom)} ^ ${wrap(right, level)}`, precedence: level };
    if (level === precedence.comparison)
      return { text: `${wrap(left, level + 1)} ${infix.sign} ${wrap(right, level + 1)}`, precedence: level };
    const subtracted = part.operands[1]!;
    if (infix.sign === "+" && subtracted.operation?.infix?.sign === "-") {
      const inner = subtracted.operands[0]!;
      // Written a - b; what follows the sign must not look like a sum.
      const innerText = subtractedText(right.text, inner);
      return { text: `${wrap(left, level)} - ${innerText}`, precedence: level };
    }
    return { text: `${wrap(left, level)} ${infix.sign} ${wrap(right, level + 1)}`, precedence: level };
  });
  return piece.text;
}

/** The text of `inner` as it stands after the sign in `-inner`, without parentheses that "a - b" does not need. */
function subtractedText(negated: string, inner: Expr): string {
  const body = negated.slice(1);
  const needless = inner.value !== undefined && inner.value >= 0 && !Object.is(inner.value, -0);
  if (needless) return body.slice(1, -1);
  return body;
}

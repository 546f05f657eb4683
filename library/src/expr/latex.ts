import { plainLine } from "../util/inert.ts";
import { type Expr, foldExpr } from "./expr.ts";
import { type LatexOperand, precedence } from "./operation.ts";

interface Piece {
  readonly latex: string;
  readonly precedence: number;
}

/** A number in LaTeX: powers of ten written as such, ∞ as \infty. */
export function numberLatex(value: number): string {
  if (Number.isNaN(value)) return "\\mathrm{NaN}";
  if (!Number.isFinite(value)) return value > 0 ? "\\infty" : "-\\infty";
  const [digits, power] = String(value).split("e");
  return power === undefined ? digits! : `${digits} \\cdot 10^{${Number(power)}}`;
}

/** Greek letters, which the usual fonts of text lack, set as mathematics. */
const greek: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    ...{ α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "varepsilon", ζ: "zeta", η: "eta", θ: "theta", ι: "iota" },
    ...{ κ: "kappa", λ: "lambda", μ: "mu", ν: "nu", ξ: "xi", π: "pi", ρ: "rho", σ: "sigma", τ: "tau", υ: "upsilon" },
    ...{ φ: "varphi", χ: "chi", ψ: "psi", ω: "omega", Γ: "Gamma", Δ: "Delta", Θ: "Theta", Λ: "Lambda", Ξ: "Xi" },
    ...{ Π: "Pi", Σ: "Sigma", Φ: "Phi", Ψ: "Psi", Ω: "Omega" },
  }).map(([letter, name]) => [letter, `\\(\\${name}\\)`]),
);

/** A text that somebody else has written, inert inside LaTeX's text mode: on one line, no character means anything. */
export function textLatex(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    ...greek,
  };
  return plainLine(text).replace(
    /[\\{}$&#^_%~α-ωΑ-Ω]/g,
    (mark) => marks[mark] ?? (mark < "\u0080" ? `\\${mark}` : mark),
  );
}

/** A name of more than a letter, in italics where it is a plain word. */
function nameLatex(name: string): string {
  if (/^[A-Za-z]$/.test(name)) return name;
  return /^[A-Za-z0-9]+$/.test(name) ? `\\mathit{${name}}` : `\\text{${textLatex(name)}}`;
}

/** The name of a function before its operands. */
function functionLatex(symbol: string): string {
  return /^[A-Za-z0-9]+$/.test(symbol) ? `\\operatorname{${symbol}}` : `\\text{${textLatex(symbol)}}`;
}

/**
 * A formula in LaTeX mathematics, with only the parentheses it needs.
 *
 * `names` gives the LaTeX of variables; others are set in italics.
 */
export function latex(root: Expr, names: Readonly<Record<string, string>> = {}): string {
  return foldExpr<Piece>(root, (part, operands) => {
    if (part.value !== undefined) {
      const value = part.value;
      const plain = value >= 0 && !Object.is(value, -0) && !String(value).includes("e");
      return { latex: numberLatex(value), precedence: plain ? precedence.atom : precedence.negation };
    }
    if (part.variable !== undefined) {
      const given = Object.hasOwn(names, part.variable) ? names[part.variable]! : nameLatex(part.variable);
      return { latex: given, precedence: precedence.atom };
    }
    const operation = part.operation!;
    const pieces: LatexOperand[] = operands.map(
      (piece) =>
        (least = 0) =>
          piece.precedence < least ? `\\left(${piece.latex}\\right)` : piece.latex,
    );
    // a + (−b) is written a − b.
    const negated = part.operands[1];
    if (operation.infix?.sign === "+" && negated?.operation?.infix?.sign === "-" && negated.operands.length === 1) {
      const body = operands[1]!.latex.slice(1);
      return { latex: `${pieces[0]!(precedence.sum)} - ${body}`, precedence: precedence.sum };
    }
    if (operation.latex !== undefined)
      return { latex: operation.latex(...pieces), precedence: operation.latexPrecedence ?? precedence.atom };
    const args = pieces.map((piece) => piece()).join(", ");
    return { latex: `${functionLatex(operation.symbol)}\\left(${args}\\right)`, precedence: precedence.atom };
  }).latex;
}

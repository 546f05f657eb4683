import { type Expr, foldExpr, rebuilt, variable } from "../expr/expr.ts";
import { latex, textLatex } from "../expr/latex.ts";
import type { Operation } from "../expr/operation.ts";
import { plainLine } from "../util/inert.ts";
import type { Derivation, DerivationStep, Operand, Phase } from "./derivation.ts";
import { type Equation, math, type Part } from "./equation.ts";
import { formulaText, functionSymbol } from "./formula-text.ts";
import { withHadamard } from "./hadamard.ts";
import { latexLetter, type Name, nameLatex, nameText } from "./name.ts";
import { dimensions, isSmall, isTurned, matrixShape, type Notation, turned } from "./notation.ts";
import { numberLatex, numberText, usualDigits } from "./number.ts";
import { type ProductForm, productForm, turnedProduct } from "./product.ts";
import type { Writing } from "./sentences/sentence.ts";

/** How much is shown: 1 symbols, 2 matrices too, 3 one cell worked out too, 4 every press of a calculator's key too. */
export type Depth = 1 | 2 | 3 | 4;

/** What the reader wants to see. */
export interface View {
  readonly notation: Notation;
  readonly depth: Depth;
  readonly digits: number;
  /** The cell that is worked out, from (0, 0), as far as a matrix has it. */
  readonly cell: readonly [row: number, column: number];
  readonly phase?: Phase | undefined;
  /** A layer's path: only its lines. */
  readonly layer?: string | undefined;
  /** A single frame: only its lines. */
  readonly frame?: number | undefined;
}

/** What is shown unless the reader says otherwise. */
export const usualView: View = { notation: "row", depth: 2, digits: usualDigits, cell: [0, 0] };

/** Writes names, numbers, formulas and matrices of a derivation in a notation. */
export class Writer {
  readonly derivation: Derivation;
  readonly view: View;
  private readonly steps: ReadonlyMap<string, DerivationStep>;

  constructor(derivation: Derivation, view: View) {
    this.derivation = derivation;
    this.view = view;
    this.steps = new Map(derivation.steps.map((step) => [step.id, step]));
  }

  step(id: string): DerivationStep {
    return this.steps.get(id)!;
  }

  name(name: Name, isTurnedRound = false): Part & { readonly kind: "math" } {
    const style = { small: isSmall(this.view.notation), turned: isTurnedRound };
    return { kind: "math", text: nameText(name, style), latex: nameLatex(name, style) };
  }

  /** How sentences write names, numbers and words, in text or in LaTeX between dollar signs. */
  writing(key: "text" | "latex"): Writing {
    const isText = key === "text";
    const inline = (latexText: string): string => `$${latexText}$`;
    return {
      name: (name) => (isText ? this.name(name).text : inline(this.name(name).latex)),
      number: (value) => (isText ? this.number(value).text : inline(this.number(value).latex)),
      formula: (text, latexText) => (isText ? text : inline(latexText)),
      symbol: (symbol) => {
        const sign = functionSymbol(symbol);
        return isText ? sign : inline(latexLetter(sign));
      },
      word: (text) => (isText ? plainLine(text) : textLatex(text)),
    };
  }

  number(value: number): Part & { readonly kind: "math" } {
    const { digits } = this.view;
    return { kind: "math", text: numberText(value, digits), latex: numberLatex(value, digits) };
  }

  /** Whether an operand is written turned when its matrix, as the graph has it, is to be turned `round`. */
  private operandTurned(operand: Operand, round: boolean): boolean {
    return (isTurned(this.step(operand.step), this.view.notation) !== operand.transposed) !== round;
  }

  /** Whether an operand of a step (no product) is shown turned, compared with how the step uses it. */
  roundOf(operand: Operand, step: DerivationStep): boolean {
    const source = this.step(operand.step);
    if (source.isPerExample && operand.shape.length === 1) return this.isTurned(source);
    if (step.rule.kind !== "reduce" && !step.isPerExample) return this.isTurned(step);
    return isTurned({ ...source, shape: operand.shape, isPerExample: false }, this.view.notation);
  }

  operandName(operand: Operand, round: boolean): Part & { readonly kind: "math" } {
    // A vector has no transpose of its own; it lies as its neighbors do.
    const source = this.step(operand.step);
    const isVector = operand.shape.length < 2 || source.shape.length < 2;
    return this.name(source.name, !isVector && this.operandTurned(operand, round));
  }

  matrix(values: Float64Array, shape: readonly number[], round: boolean): Part {
    const [rows, columns] = matrixShape(shape);
    const label = dimensions(shape, round);
    if (!round) return { kind: "matrix", values, rows, columns, dimensions: label };
    return { kind: "matrix", values: turned(values, rows, columns), rows: columns, columns: rows, dimensions: label };
  }

  /** A formula over operands, as it stands between matrices. */
  formula(formula: Expr, operands: readonly Operand[], step: DerivationStep): Part {
    const names = operands.map((operand) => this.operandName(operand, this.roundOf(operand, step)));
    return this.written(
      withHadamard(
        formula,
        operands.map(({ shape }) => shape),
      ),
      names,
    );
  }

  /** A formula whose variables a0, a1 … are written as given; numbers in it with the reader's digits. */
  written(formula: Expr, names: readonly { readonly text: string; readonly latex: string }[]): Part {
    // In text precedence decides; LaTeX takes what stands for a variable as it is.
    const fenced = (latexText: string): string =>
      /^-|\\cdot 10/.test(latexText) ? `\\left(${latexText}\\right)` : latexText;
    const byName = (key: "text" | "latex") =>
      Object.fromEntries(names.map((name, i) => [`a${i}`, key === "text" ? name.text : fenced(name.latex)]));
    const numbers: Record<string, string> = {};
    const lettered = foldExpr<Expr>(formula, (part, inner) => {
      if (part.value === undefined || numberText(part.value, this.view.digits) === String(part.value))
        return rebuilt(part, inner);
      numbers[`n${part.value}`] = numberLatex(part.value, this.view.digits);
      return variable(`n${part.value}`);
    });
    return math(
      formulaText(formula, byName("text"), this.view.digits),
      latex(lettered, { ...byName("latex"), ...numbers }),
    );
  }

  /** One operation applied to what is written. */
  applied(operation: Operation, operands: readonly { readonly text: string; readonly latex: string }[]): Part {
    const variables = operands.map((_, i) => variable(`a${i}`));
    return this.written(operation(...variables), operands);
  }

  /** What a sum is multiplied by, as it is written before it: 1/n for a mean. */
  factor(factor: number): Equation {
    if (factor === 1) return [];
    if (factor === -1) return [math("-")];
    const count = Math.round(1 / factor);
    if (count > 1 && Math.abs(1 / factor - count) < 1e-9) return [math(`1/${count}·`, `\\frac{1}{${count}} `)];
    const { text, latex: latexText } = this.number(factor);
    return [math(`${text}·`, `${latexText} \\cdot `)];
  }

  isTurned(step: DerivationStep): boolean {
    return isTurned(step, this.view.notation);
  }

  productOf(step: DerivationStep): ProductForm | undefined {
    if (step.rule.kind !== "contract") return undefined;
    const form = productForm(step.rule.names);
    return form !== undefined && this.isTurned(step) ? turnedProduct(form) : form;
  }
}

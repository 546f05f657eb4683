import { type Expr, foldExpr, rebuilt, variable } from "../expr/expr.ts";
import { latex, textLatex } from "../expr/latex.ts";
import type { Operation } from "../expr/operation.ts";
import { add } from "../expr/operations/add.ts";
import { plainLine } from "../util/inert.ts";
import type { Derivation, DerivationStep, Operand, Phase } from "./derivation.ts";
import { type Equation, type MathPart, math, type Part } from "./equation.ts";
import { formulaText, functionSymbol } from "./formula-text.ts";
import { withHadamard } from "./hadamard.ts";
import { latexLetter, type Name, nameLatex, nameText } from "./name.ts";
import { dimensions, isSmall, isTurned, matrixShape, type Notation, turned } from "./notation.ts";
import { numberLatex, numberText, usualDigits } from "./number.ts";
import { cutText, isWhole, isWoven } from "./placement.ts";
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
  /** Whether all turns of long loops are shown. */
  readonly whole?: boolean;
}

/** What is shown unless the reader says otherwise. */
export const usualView: View = { notation: "row", depth: 2, digits: usualDigits, cell: [0, 0] };

/** More terms than this are shortened in the middle. */
export const mostTerms = 8;

/** Parts with a sign between them; the middle of a long list is left out. */
export function joinedShort<T extends Part | Equation>(terms: readonly T[], sign: Part): Equation {
  const all = terms.map((term): Equation => (Array.isArray(term) ? (term as Equation) : [term as Part]));
  const gap: Equation = [math("⋯", "\\cdots")];
  const list = all.length <= mostTerms ? all : [...all.slice(0, mostTerms - 3), gap, all.at(-1)!];
  return list.flatMap((term, i) => (i === 0 ? term : [sign, ...term]));
}

const cutLatex = (cut: string): string => cut.replaceAll("…", " \\ldots ").replaceAll(":", "{:}");

/** The operands that a formula adds up, where it does nothing else. */
export function plainTerms(formula: Expr): readonly number[] | undefined {
  if (formula.variable !== undefined) return [Number(formula.variable.slice(1))];
  if (formula.operation !== add) return undefined;
  const parts = formula.operands.map(plainTerms);
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part!);
}

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

  name(name: Name, isTurnedRound = false): MathPart {
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

  number(value: number): MathPart {
    const { digits } = this.view;
    return { kind: "math", text: numberText(value, digits), latex: numberLatex(value, digits) };
  }

  /** Whether an operand is written turned when its matrix, as the graph has it, is to be turned `round`. */
  private operandTurned(operand: Operand, round: boolean): boolean {
    const source = this.step(operand.step);
    const { placement, shape } = operand;
    // What lies flat, or is laid out in space, has other axes than its source, and lies as they do.
    const isLaidOut = placement === undefined || isWoven(placement);
    const lies = isTurned(isLaidOut ? { ...source, shape } : source, this.view.notation);
    return (lies !== operand.transposed) !== round;
  }

  /** Whether an operand of a step (no product) is shown turned, compared with how the step uses it. */
  roundOf(operand: Operand, step: DerivationStep): boolean {
    const source = this.step(operand.step);
    if (source.isPerExample && operand.shape.length === 1) return this.isTurned(source);
    if (step.rule.kind !== "reduce" && !step.isPerExample) return this.isTurned(step);
    return isTurned({ ...source, shape: operand.shape, isPerExample: false }, this.view.notation);
  }

  operandName(operand: Operand, round: boolean): MathPart {
    // A vector has no transpose of its own; it lies as its neighbors do.
    const source = this.step(operand.step);
    const isVector = operand.shape.length < 2 || source.shape.length < 2;
    const { placement } = operand;
    const name = this.name(source.name, !isVector && this.operandTurned(operand, round));
    if (placement === undefined || isWoven(placement) || isWhole(placement, operand.shape, source.shape)) return name;
    const cut = cutText(placement, operand.shape, source.shape);
    return {
      ...name,
      text: `${name.text}${cut}`,
      latex: cut === "" ? name.latex : `{${name.latex}}_{${cutLatex(cut)}}`,
    };
  }

  /** Whether a step sees numbers of a quantity at places that move with several of its axes, as under windows: then only indices say which. */
  isWoven(step: DerivationStep): boolean {
    return step.operands.some(
      ({ placement, places }) =>
        placement !== undefined &&
        isWoven(placement) &&
        // The same numbers in the same order under another shape need no indices to be understood.
        (step.rule.kind !== "map" || places().some((place, i) => place !== i)),
    );
  }

  /** The right side of what is no formula: its operands, with the word for what is done with them. */
  inWords(step: DerivationStep): Equation {
    const { rule, operands } = step;
    const names = operands.map((operand) => this.operandName(operand, this.roundOf(operand, step)));
    if (rule.kind === "join") {
      // Along the last axis parts stand side by side, along any other one below the other.
      const [sign, latexSign] = rule.axis === step.shape.length - 1 ? [" | ", " \\mid "] : [" ; ", " ;\\ "];
      const listed = joinedShort(names, math(sign, latexSign)) as readonly MathPart[];
      const text = listed.map((part) => part.text).join("");
      return [math(`[${text}]`, `\\left[${listed.map((part) => part.latex).join("")}\\right]`)];
    }
    const list = (key: "text" | "latex"): string => names.map((name) => name[key]).join(", ");
    const word = rule.kind === "primitive" ? rule.primitive : rule.kind;
    return [math(`${word}(${list("text")})`, `\\operatorname{${word}}\\left(${list("latex")}\\right)`)];
  }

  matrix(values: Float64Array, shape: readonly number[], round: boolean): Part {
    const [rows, columns] = matrixShape(shape);
    const label = dimensions(shape, round);
    if (!round) return { kind: "matrix", values, rows, columns, dimensions: label };
    return { kind: "matrix", values: turned(values, rows, columns), rows: columns, columns: rows, dimensions: label };
  }

  /** A formula over operands, as it stands between matrices; a long sum of quantities is shortened in the middle. */
  formula(formula: Expr, operands: readonly Operand[], step: DerivationStep): Equation {
    const names = operands.map((operand) => this.operandName(operand, this.roundOf(operand, step)));
    const terms = plainTerms(formula);
    if (terms !== undefined && terms.length > mostTerms)
      return joinedShort(
        terms.map((term) => names[term]!),
        math(" + "),
      );
    return [this.formulaWritten(formula, operands, names)];
  }

  private formulaWritten(formula: Expr, operands: readonly Operand[], names: readonly MathPart[]): MathPart {
    return this.written(
      withHadamard(
        formula,
        operands.map(({ shape }) => shape),
      ),
      names,
    );
  }

  /** A formula whose variables a0, a1 … are written as given; numbers in it with the reader's digits. */
  written(formula: Expr, names: readonly { readonly text: string; readonly latex: string }[]): MathPart {
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
    if (step.rule.kind !== "contract" || this.isWoven(step)) return undefined;
    const [a, b] = step.operands as [Operand, Operand];
    const form = productForm(step.rule.names, [a.shape, b.shape]);
    return form !== undefined && this.isTurned(step) ? turnedProduct(form) : form;
  }
}

import { latex } from "../../expr/latex.ts";
import type { Calculus, Partial } from "../calculus.ts";
import { formulaText } from "../formula-text.ts";
import type { FunctionDescription } from "../functions.ts";
import { latexLetter } from "../name.ts";
import { numberLatex, numberText, usualDigits } from "../number.ts";
import { rangeText } from "../range.ts";
import { type Language, wordsOf } from "../sentences/languages.ts";
import type { Words } from "../sentences/words.ts";

/** A line of a derivation of formulas: mathematics as text and in LaTeX, with what is said about it. */
export interface FormulaLine {
  readonly text: string;
  readonly latex: string;
  readonly remark: string;
}

interface Options {
  readonly language?: Language;
  readonly digits?: number;
}

function partialLines(
  partial: Partial,
  name: string,
  names: readonly [string, string],
  words: Words,
  digits: number,
): FormulaLine[] {
  const { calculus } = words;
  const [top, topLatex] = names;
  const left = `∂${top}/∂${name}`;
  const leftLatex = `\\frac{\\partial ${topLatex}}{\\partial ${latexLetter(name)}}`;
  const inner = partial.steps.slice(0, -1).filter(({ rule }) => rule !== "variable");
  const lines = [...inner, ...partial.steps.slice(-1)].map(({ part, derivative, rule, symbol }, i, all) => ({
    text:
      i === all.length - 1
        ? `${left} = ${formulaText(derivative, {}, digits)}`
        : `∂(${formulaText(part, {}, digits)})/∂${name} = ${formulaText(derivative, {}, digits)}`,
    latex:
      i === all.length - 1
        ? `${leftLatex} = ${latex(derivative)}`
        : `\\frac{\\partial}{\\partial ${latexLetter(name)}}\\left(${latex(part)}\\right) = ${latex(derivative)}`,
    remark: calculus.rules[rule](symbol ?? ""),
  }));
  const last = lines.at(-1)?.text;
  const final = `${left} = ${formulaText(partial.derivative, {}, digits)}`;
  if (last !== final)
    lines.push({ text: final, latex: `${leftLatex} = ${latex(partial.derivative)}`, remark: calculus.together });
  if (partial.value !== undefined && partial.check !== undefined) {
    const value = numberText(partial.value, digits);
    const { numeric, delta, finding } = partial.check;
    lines.push({
      text: `${left} = ${value}`,
      latex: `${leftLatex} = ${numberLatex(partial.value, digits)}`,
      remark: calculus.checked({
        numeric: numberText(numeric, Math.max(8, digits)),
        delta: numberText(delta, 2),
        finding,
      }),
    });
  }
  return lines;
}

/** A formula's derivatives line by line: every rule, the value at the point, the check, gradient and steepest descent. */
export function calculusLines(
  calculus: Calculus,
  { language = "en", digits = usualDigits }: Options = {},
): readonly FormulaLine[] {
  const words = wordsOf(language);
  const { formula, partials, at, value } = calculus;
  const point = Object.entries(at ?? {}).map(([name, number]) => `${name} = ${numberText(number, digits)}`);
  const lines: FormulaLine[] = [
    { text: `f = ${formulaText(formula, {}, digits)}`, latex: `f = ${latex(formula)}`, remark: point.join(", ") },
  ];
  if (value !== undefined)
    lines.push({
      text: `f = ${numberText(value, digits)}`,
      latex: `f = ${numberLatex(value, digits)}`,
      remark: words.calculus.value,
    });
  for (const partial of partials) lines.push(...partialLines(partial, partial.variable, ["f", "f"], words, digits));
  if (at !== undefined) {
    const slopes = partials.map((partial) => partial.value!);
    lines.push({
      text: `∇f = (${slopes.map((slope) => numberText(slope, digits)).join(", ")})`,
      latex: `\\nabla f = \\left(${slopes.map((slope) => numberLatex(slope, digits)).join(", ")}\\right)`,
      remark: words.calculus.gradient,
    });
  }
  if (calculus.steepestDescent !== undefined)
    lines.push({
      text: `-∇f/‖∇f‖ = (${calculus.steepestDescent.map((d) => numberText(d, digits)).join(", ")})`,
      latex: `-\\frac{\\nabla f}{\\lVert \\nabla f \\rVert} = \\left(${calculus.steepestDescent.map((d) => numberLatex(d, digits)).join(", ")}\\right)`,
      remark: words.calculus.descent,
    });
  calculus.second?.forEach((row, i) => {
    for (const partial of row) {
      const outer = partials[i]!.variable;
      const names = [`(∂f/∂${outer})`, `\\frac{\\partial f}{\\partial ${latexLetter(outer)}}`] as const;
      lines.push(...partialLines(partial, partial.variable, names, words, digits).slice(-2));
    }
  });
  return lines;
}

/** What is known of a function, line by line. */
export function functionLines(
  description: FunctionDescription,
  { language = "en", digits = usualDigits }: Options = {},
): readonly FormulaLine[] {
  const words = wordsOf(language);
  const { sentences, functions } = words;
  const write = {
    name: () => "",
    number: (value: number) => numberText(value, digits),
    symbol: (symbol: string) => symbol,
    word: (text: string) => text,
    formula: (text: string) => text,
  };
  const remarkOf = (reason: FunctionDescription["definition"]["reason"]): string =>
    reason === "definition"
      ? sentences.definition({ symbol: description.symbol }, write)
      : sentences[reason]({}, write);
  const { range, kinks, flat, greatestSlope, threeLayers, source, stable } = description;
  const number = (value: number): string => numberText(value, digits);
  const only = (text: string, remark: string): FormulaLine => ({ text, latex: latexOf(text), remark });
  return [
    {
      text: `f(x) = ${description.definition.text}`,
      latex: `f(x) = ${description.definition.latex}`,
      remark: remarkOf("definition"),
    },
    ...(stable === undefined
      ? []
      : [{ text: `f(x) = ${stable.text}`, latex: `f(x) = ${stable.latex}`, remark: remarkOf("stableForm") }]),
    ...description.derivative.map((line) => ({
      text: `f′(x) = ${line.text}`,
      latex: `f'(x) = ${line.latex}`,
      remark: remarkOf(line.reason),
    })),
    only(rangeText(range, number), functions.range(range.isProved)),
    ...(kinks.length === 0 ? [] : [only(kinks.map(number).join(", "), functions.kinks)]),
    ...flat.map(({ from, to }) =>
      only(
        rangeText(
          { ...range, lower: from, upper: to, isLowerOpen: from === -Infinity, isUpperOpen: to === Infinity },
          number,
        ),
        functions.flat,
      ),
    ),
    ...(Number.isFinite(greatestSlope)
      ? [only(`max |f′| = ${number(greatestSlope)}`, functions.threeLayers(number(threeLayers)))]
      : []),
    ...(source === undefined ? [] : [{ text: "", latex: "", remark: `${functions.source}: ${source}` }]),
  ];
}

const latexOf = (text: string): string =>
  text
    .replaceAll("∞", "\\infty")
    .replace("max |f′|", "\\max \\lvert f' \\rvert")
    .replace(/(\d)e(-?\d+)/g, "$1 \\cdot 10^{$2}");

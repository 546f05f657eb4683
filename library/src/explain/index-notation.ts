import type { FoldAttributes } from "../graph/primitives/window.ts";
import type { Shape } from "../graph/shape.ts";
import type { DerivationStep, Operand } from "./derivation.ts";
import { type Equation, equals, type MathPart, math, type Part } from "./equation.ts";
import { nameLatex, nameText, subscript } from "./name.ts";
import { axisLetters, spareLetters } from "./notation.ts";
import type { Writer } from "./writer.ts";

/** What stands for a place along an axis: a letter, a sum with letters, or a number; nothing for an axis of size 1. */
type Index = string | undefined;

/** A quantity at places along its axes. */
function at(writer: Writer, step: DerivationStep, indices: readonly Index[]): MathPart {
  const shown = indices.filter((index): index is string => index !== undefined && !isCounter(writer, index));
  // What is more than a letter is kept apart from its neighbors.
  const apart = shown.some((index) => index.length > 1) && shown.length > 1;
  const list = apart ? shown.flatMap((index, i) => (i === 0 ? [index] : [",", index])) : shown;
  const style = { small: true, indices: list };
  return { kind: "math", text: nameText(step.name, style), latex: nameLatex(step.name, style) };
}

/** A single example needs no counter. */
function isCounter(writer: Writer, index: string): boolean {
  return writer.derivation.rowCount === 1 && index === "r";
}

/** The sign of a sum (or a greatest element) over the axes of these letters; over all where there are none. */
export function sumSign(letters: readonly string[], reduction: "sum" | "max"): Part {
  const [text, latexText] = reduction === "max" ? ["max", "\\max"] : ["Σ", "\\sum"];
  if (letters.length === 0) return math(`${text} `, `${latexText} `);
  return math(`${text}${subscript(letters.join(""))} `, `${latexText}_{${letters.join(" ")}} `);
}

/** The same where a single example needs no sum over examples. */
function shownSum(writer: Writer, letters: readonly Index[], reduction: "sum" | "max"): readonly Part[] {
  const list = letters.filter((letter): letter is string => letter !== undefined && !isCounter(writer, letter));
  return list.length === 0 ? [] : [sumSign(list, reduction)];
}

/** `Σ step · letter + …` with everything counted from 1. */
function placeText(terms: readonly { readonly letter: string; readonly step: number }[], offset: number): string {
  const written = terms.map(({ letter, step }) =>
    step === 1 ? letter : step === -1 ? `-${letter}` : `${step}${letter}`,
  );
  // Places are counted from 1 here, so each term brings along its step.
  const rest = offset + 1 - terms.reduce((sum, { step }) => sum + step, 0);
  const sum = written.reduce(
    (text, term) => (text === "" || term.startsWith("-") ? text + term : `${text}+${term}`),
    "",
  );
  if (sum === "") return String(rest);
  return rest === 0 ? sum : rest > 0 ? `${sum}+${rest}` : `${sum}${rest}`;
}

/** An operand at places along the axes that a step sees of it. */
function operandAt(writer: Writer, operand: Operand, letters: readonly Index[]): MathPart {
  const source = writer.step(operand.step);
  const { placement } = operand;
  if (placement === undefined) {
    const own = letters.filter((_, axis) => operand.shape[axis] !== 1 || operand.shape.length < 3);
    return at(writer, source, own);
  }
  const indices = placement.map(({ offset, terms }, axis) => {
    if (source.shape[axis] === 1) return source.shape.length < 3 ? letters[terms[0]?.axis ?? -1] : undefined;
    const known = terms.filter((term) => letters[term.axis] !== undefined);
    return placeText(
      known.map((term) => ({ letter: letters[term.axis]!, step: term.step })),
      offset,
    );
  });
  return at(writer, source, indices);
}

/** Of more than two axes those of size 1 need no letter. */
function withoutOnes(letters: readonly Index[], shape: Shape): readonly Index[] {
  return shape.length < 3 ? letters : letters.map((letter, axis) => (shape[axis] === 1 ? undefined : letter));
}

/** The letters of a contraction's axes: those of the result, then others for what is summed. */
function contractLetters(writer: Writer, step: DerivationStep): ReadonlyMap<string, Index> {
  if (step.rule.kind !== "contract") return new Map();
  const { left, right, output } = step.rule.names;
  const own = withoutOnes(axisLetters(step), step.shape);
  const letters = new Map<string, Index>(output.map((name, axis) => [name, own[axis]]));
  for (const name of new Set([...left, ...right])) {
    if (letters.has(name)) continue;
    const first = [left, right].findIndex((names) => names[0] === name);
    const operand = first < 0 ? undefined : step.operands[first];
    const countsRows = operand !== undefined && !operand.transposed && !writer.step(operand.step).isParameterLike;
    const free = spareLetters.find((letter) => ![...letters.values()].includes(letter)) ?? name;
    const [side, names] = left.includes(name) ? [step.operands[0]!, left] : [step.operands[1]!, right];
    const size = side.shape[names.indexOf(name)];
    const isAlone = size === 1 && Math.max(...step.operands.map(({ shape }) => shape.length)) > 2;
    letters.set(name, isAlone ? undefined : countsRows ? "r" : free);
  }
  return letters;
}

/** The letters of an operand that is stretched to a result: axes of size 1 have none. */
function stretchedLetters(operand: Operand, step: DerivationStep, letters: readonly Index[]): readonly Index[] {
  const shift = step.shape.length - operand.shape.length;
  return operand.shape.map((size, axis) =>
    size === 1 && step.shape[axis + shift] !== 1 ? undefined : (letters[axis + shift] ?? "k"),
  );
}

/** For every axis on which windows are laid: which place and position meet there. */
function overlapIndices(
  folds: readonly FoldAttributes[],
  letters: readonly string[],
): { readonly windows: readonly string[]; readonly conditions: readonly string[] } {
  const free = spareLetters.filter((letter) => !letters.includes(letter));
  let axes: readonly string[] = letters;
  const conditions: string[] = [];
  for (const { axis, step, dilation } of [...folds].reverse()) {
    const [place, position] = [free.shift() ?? "?", free.shift() ?? "?"];
    const sum = placeText(
      [
        { letter: place, step },
        { letter: position, step: dilation },
      ],
      0,
    );
    conditions.push(`${sum}=${axes[axis]}`);
    axes = [...axes.slice(0, axis), place, position, ...axes.slice(axis + 1)];
  }
  return { windows: axes, conditions };
}

/** The letters of the axes that a reduction goes over. */
export function winnerLetters(writer: Writer, step: DerivationStep): readonly string[] {
  const [operand] = step.operands as [Operand];
  if (step.rule.kind !== "reduce") return [];
  const all = axisLetters({ ...writer.step(operand.step), shape: operand.shape });
  return step.rule.axes.map((axis) => all[axis]!);
}

/** A step by the indices of its numbers: `z¹ⱼ = Σᵢ a⁰ᵢ w¹ᵢⱼ`. */
export function indexEquation(writer: Writer, step: DerivationStep): Equation {
  const { rule, operands } = step;
  if (rule.kind === "contract") {
    const letters = contractLetters(writer, step);
    const of = (names: readonly string[]): readonly Index[] => names.map((name) => letters.get(name));
    const summed = [...new Set([...rule.names.left, ...rule.names.right])].filter(
      (name) => !rule.names.output.includes(name),
    );
    const factors = operands.map((operand, i) =>
      operandAt(writer, operand, of(i === 0 ? rule.names.left : rule.names.right)),
    );
    const sign = shownSum(writer, of(summed), "sum");
    return [at(writer, step, of(rule.names.output)), equals, ...sign, factors[0]!, math(" ", " "), factors[1]!];
  }
  if (rule.kind === "reduce" && operands.length === 1) {
    const [operand] = operands as [Operand];
    const source = writer.step(operand.step);
    const all = withoutOnes(axisLetters({ ...source, shape: operand.shape }), operand.shape);
    const over = all.filter((_, axis) => rule.axes.includes(axis));
    const left = all.filter((_, axis) => !rule.axes.includes(axis));
    const sign = shownSum(writer, over, rule.reduction);
    return [at(writer, step, left), equals, ...writer.factor(rule.factor), ...sign, operandAt(writer, operand, all)];
  }
  const letters = withoutOnes(axisLetters(step), step.shape);
  const left = at(writer, step, letters);
  if (rule.kind === "overlap") {
    const { windows, conditions } = overlapIndices(rule.folds, axisLetters(step));
    const kept = withoutOnes(windows, operands[0]!.shape);
    const sign = math(`Σ${subscript(conditions.join(", "))} `, `\\sum_{\\substack{${conditions.join(" \\\\ ")}}} `);
    return [left, equals, sign, operandAt(writer, operands[0]!, kept)];
  }
  if (rule.kind === "won") {
    const kept = letters.filter((_, axis) => !rule.axes.includes(axis));
    const [own, arriving, greatest] = [letters, kept, kept].map((list, i) => operandAt(writer, operands[i]!, list));
    return [left, equals, arriving!, math("·[", " \\cdot ["), own!, equals, greatest!, math("]")];
  }
  if (rule.kind !== "map") return [left, equals, ...writer.inWords(step)];
  const names = operands.map((operand) => operandAt(writer, operand, stretchedLetters(operand, step, letters)));
  return [left, equals, writer.written(rule.formula, names)];
}

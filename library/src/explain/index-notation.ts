import type { DerivationStep, Operand } from "./derivation.ts";
import { type Equation, equals, math, type Part } from "./equation.ts";
import { nameLatex, nameText, subscript } from "./name.ts";
import { axisLetters } from "./notation.ts";
import type { Writer } from "./writer.ts";

/** Letters for sums, after those that a result has used. */
const spare = ["i", "j", "k", "l", "m", "n"];

/** A single example needs no counter. */
function shown(letters: readonly string[], writer: Writer): readonly string[] {
  return writer.derivation.rowCount === 1 ? letters.filter((letter) => letter !== "r") : letters;
}

function indexed(writer: Writer, step: DerivationStep, letters: readonly string[]): Part & { readonly kind: "math" } {
  const style = { small: true, indices: shown(letters, writer) };
  return { kind: "math", text: nameText(step.name, style), latex: nameLatex(step.name, style) };
}

/** The sign of a sum (or a greatest element) over the axes of these letters; over all where there are none. */
export function sumSign(letters: readonly string[], reduction: "sum" | "max"): Part {
  const [text, latexText] = reduction === "max" ? ["max", "\\max"] : ["Σ", "\\sum"];
  if (letters.length === 0) return math(`${text} `, `${latexText} `);
  return math(`${text}${subscript(letters.join(""))} `, `${latexText}_{${letters.join(" ")}} `);
}

/** The same where a single example needs no sum over examples. */
function shownSum(writer: Writer, letters: readonly string[], reduction: "sum" | "max"): readonly Part[] {
  const list = shown(letters, writer);
  return list.length === 0 ? [] : [sumSign(list, reduction)];
}

/** The letters of a contraction's axes: those of the result, then others for what is summed. */
function contractLetters(writer: Writer, step: DerivationStep): ReadonlyMap<string, string> {
  if (step.rule.kind !== "contract") return new Map();
  const { left, right, output } = step.rule.names;
  const own = axisLetters(step);
  const letters = new Map(output.map((name, axis) => [name, own[axis] ?? name]));
  for (const name of new Set([...left, ...right])) {
    if (letters.has(name)) continue;
    const first = [left, right].findIndex((names) => names[0] === name);
    const operand = first < 0 ? undefined : step.operands[first];
    const countsRows = operand !== undefined && !operand.transposed && !writer.step(operand.step).isParameterLike;
    const free = spare.find((letter) => ![...letters.values()].includes(letter)) ?? name;
    letters.set(name, countsRows ? "r" : free);
  }
  return letters;
}

/** The letters of an operand that is stretched to a result: axes of size 1 have none. */
function stretchedLetters(operand: Operand, step: DerivationStep, letters: readonly string[]): readonly string[] {
  const shift = step.shape.length - operand.shape.length;
  const kept = operand.shape.flatMap((size, axis) =>
    size === 1 && step.shape[axis + shift] !== 1 ? [] : [letters[axis + shift] ?? "k"],
  );
  return operand.transposed ? [...kept].reverse() : kept;
}

/** A step by the indices of its numbers: `z¹ⱼ = Σᵢ a⁰ᵢ w¹ᵢⱼ`. */
export function indexEquation(writer: Writer, step: DerivationStep): Equation {
  const { rule, operands } = step;
  if (rule.kind === "contract") {
    const letters = contractLetters(writer, step);
    const of = (names: readonly string[]): readonly string[] => names.map((name) => letters.get(name)!);
    const summed = [...new Set([...rule.names.left, ...rule.names.right])].filter(
      (name) => !rule.names.output.includes(name),
    );
    const factors = operands.map((operand, i) => {
      const own = of(i === 0 ? rule.names.left : rule.names.right);
      return indexed(writer, writer.step(operand.step), operand.transposed ? [...own].reverse() : own);
    });
    const sign = shownSum(writer, of(summed), "sum");
    return [indexed(writer, step, of(rule.names.output)), equals, ...sign, factors[0]!, math(" ", " "), factors[1]!];
  }
  if (rule.kind === "reduce" && operands.length === 1) {
    const operand = writer.step(operands[0]!.step);
    const all = axisLetters({ ...operand, shape: operands[0]!.shape });
    const over = all.filter((_, axis) => rule.axes.includes(axis));
    const left = all.filter((_, axis) => !rule.axes.includes(axis));
    const sign = shownSum(writer, over, rule.reduction);
    return [indexed(writer, step, left), equals, ...writer.factor(rule.factor), ...sign, indexed(writer, operand, all)];
  }
  const letters = axisLetters(step);
  const left = indexed(writer, step, letters);
  if (rule.kind !== "map") {
    const names = operands.map((operand) => writer.name(writer.step(operand.step).name));
    const list = (key: "text" | "latex"): string => names.map((name) => name[key]).join(", ");
    const word = rule.kind === "primitive" ? rule.primitive : "";
    return [left, equals, math(`${word}(${list("text")})`, `\\operatorname{${word}}\\left(${list("latex")}\\right)`)];
  }
  const names = operands.map((operand) =>
    indexed(writer, writer.step(operand.step), stretchedLetters(operand, step, letters)),
  );
  return [left, equals, writer.written(rule.formula, names)];
}

import { type Expr, foldExpr } from "../expr/expr.ts";
import { broadcastStrides, type Shape, sizeOf, stridesOf } from "../graph/shape.ts";
import type { DerivationStep, Operand, Rule } from "./derivation.ts";
import { type Equation, equals, type MathPart, math, type Part } from "./equation.ts";
import { sumSign } from "./index-notation.ts";
import { laidPlaces } from "./lines.ts";
import { matrixShape } from "./notation.ts";
import { joinedShort, mostTerms, plainTerms, type Writer } from "./writer.ts";

/** The element of a step that the reader's cell is, and its place as people count. */
function chosen(
  writer: Writer,
  step: DerivationStep,
): { readonly element: number; readonly place: string } | undefined {
  if (step.values.length === 0) return undefined;
  const [rows, columns] = matrixShape(step.shape);
  const isTurned = writer.isTurned(step);
  const [first, second] = writer.view.cell;
  const [r, c] = isTurned ? [second, first] : [first, second];
  const row = Math.min(r, rows - 1);
  const column = Math.min(c, columns - 1);
  const place = isTurned ? `(${column + 1},${row + 1})` : `(${row + 1},${column + 1})`;
  return { element: row * columns + column, place };
}

/** The position of an element along every axis. */
function positionOf(element: number, shape: Shape): readonly number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(element / stride) % shape[axis]!);
}

/** The pairs of numbers whose products a contraction adds up for one element. */
export function contractTerms(step: DerivationStep, element: number): readonly (readonly [number, number])[] {
  if (step.rule.kind !== "contract") return [];
  const { left, right, output } = step.rule.names;
  const [a, b] = step.operands as [DerivationStep["operands"][0], DerivationStep["operands"][0]];
  const sizes = new Map<string, number>();
  left.forEach((name, axis) => sizes.set(name, a.shape[axis]!));
  right.forEach((name, axis) => sizes.set(name, b.shape[axis]!));
  const summed = [...sizes.keys()].filter((name) => !output.includes(name));
  const at = new Map(positionOf(element, step.shape).map((position, axis) => [output[axis]!, position]));
  const summedShape = summed.map((name) => sizes.get(name)!);
  const offset = (shape: Shape, names: readonly string[], place: ReadonlyMap<string, number>): number =>
    stridesOf(shape).reduce((sum, stride, axis) => sum + stride * place.get(names[axis]!)!, 0);
  return Array.from({ length: sizeOf(summedShape) }, (_, term) => {
    const place = new Map(at);
    positionOf(term, summedShape).forEach((position, axis) => place.set(summed[axis]!, position));
    return [a.values[offset(a.shape, left, place)]!, b.values[offset(b.shape, right, place)]!] as const;
  });
}

/** The sizes of the axes that a contraction sums over. */
function summedShape(step: DerivationStep): Shape {
  if (step.rule.kind !== "contract") return [];
  const { left, right, output } = step.rule.names;
  return [...new Set([...left, ...right])]
    .filter((name) => !output.includes(name))
    .map((name) => step.operands[0]!.shape[left.indexOf(name)] ?? step.operands[1]!.shape[right.indexOf(name)]!);
}

/** The numbers of windows that are laid on one element. */
export function overlapTerms(step: DerivationStep, element: number): readonly number[] {
  if (step.rule.kind !== "overlap") return [];
  const places = laidPlaces(step.rule.folds, step.shape);
  return Array.from(step.operands[0]!.values).filter((_, i) => places[i] === element);
}

/** For one element of what a maximum hands back: its own number, what arrives, and the greatest. */
export function wonArguments(step: DerivationStep, element: number): readonly [number, number, number] {
  const [own, arriving, greatest] = step.operands as [Operand, Operand, Operand];
  const { axes } = step.rule as Rule & { readonly kind: "won" };
  const kept = step.shape.filter((_, axis) => !axes.includes(axis));
  const position = positionOf(element, step.shape).filter((_, axis) => !axes.includes(axis));
  const at = stridesOf(kept).reduce((sum, stride, axis) => sum + stride * position[axis]!, 0);
  return [own.values[element]!, arriving.values[at]!, greatest.values[at]!];
}

/** The numbers of each operand that one element of an elementwise step is made of. */
export function mapArguments(step: DerivationStep, element: number): readonly number[] {
  const position = positionOf(element, step.shape);
  return step.operands.map(({ shape, values }) => {
    const strides = broadcastStrides(shape, step.shape);
    return values[position.reduce((sum, at, axis) => sum + at * strides[axis]!, 0)]!;
  });
}

/** The numbers that a reduction joins to one element. */
export function reduceTerms(step: DerivationStep, element: number): readonly number[] {
  if (step.rule.kind !== "reduce") return [];
  const { axes } = step.rule;
  const { shape, values } = step.operands[0]!;
  const kept = shape.filter((_, axis) => !axes.includes(axis));
  const own = stridesOf(kept);
  const terms: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const at = positionOf(i, shape).filter((_, axis) => !axes.includes(axis));
    if (at.reduce((sum, place, axis) => sum + place * own[axis]!, 0) === element) terms.push(values[i]!);
  }
  return terms;
}

const factor = (part: MathPart): MathPart =>
  part.text.startsWith("-") ? { ...part, text: `(${part.text})`, latex: `\\left(${part.latex}\\right)` } : part;

const plus = math(" + ");
const times = math("·", " \\cdot ");

/** One cell of a step worked out: the row times the column, or the formula with numbers in it. */
export function cellLines(writer: Writer, step: DerivationStep): readonly Equation[] {
  const cell = chosen(writer, step);
  if (cell === undefined || step.operands.length === 0) return [];
  const { rule } = step;
  const place = math(`${cell.place}: `, `${cell.place}\\colon\\ `);
  const result = writer.number(step.values[cell.element]!);
  const number = (value: number): Part => factor(writer.number(value));
  if (rule.kind === "contract") {
    const pairs = contractTerms(step, cell.element);
    const terms = pairs.map(([a, b]) => [number(a), times, number(b)]);
    const shape = summedShape(step);
    const side = (which: 0 | 1): Part =>
      writer.matrix(
        Float64Array.from(pairs, (pair) => pair[which]),
        shape,
        false,
      );
    // What is summed over several axes is seen as what lies under a window, number by number times the kernel.
    const isWindow = shape.filter((size) => size > 1).length > 1;
    const window = isWindow ? [[sumSign([], "sum"), side(0), math(" ⊙ ", " \\odot "), side(1), equals, result]] : [];
    return [...window, [place, ...joinedShort(terms, plus), equals, result]];
  }
  if (rule.kind === "overlap") {
    const terms = overlapTerms(step, cell.element).map((value) => [number(value)]);
    return [[place, ...(terms.length === 0 ? [math("0")] : joinedShort(terms, plus)), equals, result]];
  }
  if (rule.kind === "won") {
    const [own, arriving, greatest] = wonArguments(step, cell.element).map((value) => writer.number(value));
    const sign = own!.text === greatest!.text && step.values[cell.element] !== 0 ? equals : math(" ≠ ", " \\ne ");
    return [[place, factor(arriving!), math("·[", " \\cdot ["), own!, sign, greatest!, math("]"), equals, result]];
  }
  if (rule.kind === "reduce") {
    const isMaximum = rule.reduction === "max";
    const over = rule.axes.map((axis) => step.operands[0]!.shape[axis]!);
    const terms = reduceTerms(step, cell.element).map((value) => [isMaximum ? writer.number(value) : number(value)]);
    const under = writer.matrix(Float64Array.from(reduceTerms(step, cell.element)), over, false);
    const window: Equation[] =
      over.filter((size) => size > 1).length > 1 ? [[sumSign([], rule.reduction), under, equals, result]] : [];
    const list = isMaximum
      ? [math("max(", "\\max("), ...joinedShort(terms, math(", ")), math(")")]
      : rule.factor === 1
        ? joinedShort(terms, plus)
        : [math("("), ...joinedShort(terms, plus), math(")"), times, number(rule.factor)];
    return [...window, [place, ...list, equals, result]];
  }
  if (rule.kind === "map") {
    const given = mapArguments(step, cell.element);
    const sum = plainTerms(rule.formula);
    const names = given.map((value) => writer.number(value));
    const right =
      sum !== undefined && sum.length > mostTerms
        ? joinedShort(
            sum.map((term) => number(given[term]!)),
            plus,
          )
        : [writer.written(rule.formula, names)];
    return [[place, ...right, equals, result]];
  }
  return [];
}

/** A formula with functions that are made of others written out, as a calculator needs it. */
function opened(formula: Expr): Expr {
  return foldExpr<Expr>(formula, (part, operands) => {
    if (part.operation === undefined) return part;
    const { infix, formula: inner } = part.operation;
    return infix === undefined && inner !== undefined ? opened(inner(...operands)) : part.operation(...operands);
  });
}

/** A tape longer than this is shortened in the middle. */
const mostLines = 40;

/** Every operation of a cell on two numbers, one after the other; the middle of a long tape is left out. */
export function tapeLines(writer: Writer, step: DerivationStep): readonly Equation[] {
  const lines = wholeTape(writer, step);
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines / 2), [math("⋯", "\\cdots")], ...lines.slice(-mostLines / 2)];
}

function wholeTape(writer: Writer, step: DerivationStep): readonly Equation[] {
  const cell = chosen(writer, step);
  if (cell === undefined || step.operands.length === 0) return [];
  const { rule } = step;
  const number = (value: number): Part => factor(writer.number(value));
  const lines: Equation[] = [];
  if (rule.kind === "contract" || rule.kind === "reduce") {
    const pairs = rule.kind === "contract" ? contractTerms(step, cell.element) : [];
    for (const [a, b] of pairs) lines.push([number(a), times, number(b), equals, writer.number(a * b)]);
    const terms = rule.kind === "contract" ? pairs.map(([a, b]) => a * b) : reduceTerms(step, cell.element);
    if (rule.kind === "reduce" && rule.reduction === "max") return [];
    let total = terms[0] ?? 0;
    for (const term of terms.slice(1)) {
      lines.push([number(total), plus, number(term), equals, writer.number(total + term)]);
      total += term;
    }
    if (rule.kind === "reduce" && rule.factor !== 1)
      lines.push([number(total), times, number(rule.factor), equals, writer.number(total * rule.factor)]);
    return lines;
  }
  if (rule.kind !== "map") return [];
  const given = mapArguments(step, cell.element);
  foldExpr<number>(opened(rule.formula), (part, operands) => {
    if (part.value !== undefined) return part.value;
    if (part.variable !== undefined) return given[Number(part.variable.slice(1))]!;
    const value = part.operation!.evaluate(...operands);
    const isSign = part.operation!.infix?.sign === "-" && part.operands.length === 1;
    if (!isSign) lines.push([operationPart(writer, part, operands), equals, writer.number(value)]);
    return value;
  });
  return lines;
}

/** One operation applied to numbers. */
function operationPart(writer: Writer, part: Expr, operands: readonly number[]): Part {
  const names = operands.map((value) => writer.number(value));
  const { operation } = part;
  return writer.applied(operation!, names);
}

import { type Expr, foldExpr, rebuilt } from "../expr/expr.ts";
import { type Interval, interval } from "../expr/interval.ts";
import { valueOf } from "../graph/evaluate.ts";
import { broadcastStrides, forEachElement, sizeOf, stridesOf } from "../graph/shape.ts";
import type { DerivationStep, Rule } from "./derivation.ts";
import { laidPlaces } from "./lines.ts";
import { writtenInterval } from "./number.ts";

/** Rounding of the interval's own arithmetic, which is not outward. */
const slack = 1e-12;

function widened({ lower, upper }: Interval): Interval {
  const more = slack * Math.max(1e-300, Math.abs(lower), Math.abs(upper));
  return { lower: lower - (Number.isFinite(more) ? more : 0), upper: upper + (Number.isFinite(more) ? more : 0) };
}

/** The intervals of an operand's numbers as they are written. */
function written(values: Float64Array, digits: number): readonly Interval[] {
  return Array.from(values, (value) => writtenInterval(value, digits));
}

/** A formula with functions that have no interval of their own written out: safe, where sampling them would not be. */
function bounded(formula: Expr): Expr {
  return foldExpr<Expr>(formula, (part, operands) => {
    if (part.operation === undefined) return part;
    const { interval: own, formula: inner } = part.operation;
    return own === undefined && inner !== undefined ? bounded(inner(...operands)) : rebuilt(part, operands);
  });
}

const productOf = (a: Interval, b: Interval): Interval => {
  const ends = [a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper];
  return { lower: Math.min(...ends), upper: Math.max(...ends) };
};

/** What arrives, for the numbers that are the greatest of their window; who that is does not show in rounded numbers. */
function wonIntervals(step: DerivationStep, arriving: readonly Interval[]): readonly Interval[] {
  const { axes, ties } = step.rule as Rule & { readonly kind: "won" };
  const { values } = step.operands[0]!;
  const kept = step.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const windows = new Map<number, number[]>();
  forEachElement(step.shape, [broadcastStrides(kept, step.shape)], (element, [window]) => {
    const known = windows.get(window!);
    if (known === undefined || values[known[0]!]! < values[element]!) windows.set(window!, [element]);
    else if (values[known[0]!] === values[element]) known.push(element);
  });
  const out = Array.from({ length: sizeOf(step.shape) }, () => ({ lower: 0, upper: 0 }));
  for (const [window, winners] of windows) {
    const { lower, upper } = arriving[window]!;
    const share = ties === "first" ? 1 : 1 / winners.length;
    for (const winner of ties === "first" ? winners.slice(0, 1) : winners)
      out[winner] = { lower: lower * share, upper: upper * share };
  }
  return out.map(widened);
}

/**
 * Intervals that hold every result of a step whose operands are only known as they are written, with some digits.
 *
 * What a reader gets who computes the line again from the printed numbers lies in them; so does the printed result, or
 * the line is wrong. @returns undefined for rules that compute nothing (given, again) or only move numbers.
 */
export function enclosure(step: DerivationStep, digits: number): readonly Interval[] | undefined {
  const { rule, operands, shape } = step;
  const given = operands.map(({ values }) => written(values, digits));
  if (rule.kind === "map") {
    const formula = bounded(rule.formula);
    const strides = operands.map((operand) => broadcastStrides(operand.shape, shape));
    const out: Interval[] = [];
    forEachElement(shape, strides, (_, offsets) => {
      out.push(widened(interval(formula, Object.fromEntries(given.map((list, i) => [`a${i}`, list[offsets[i]!]!])))));
    });
    return out;
  }
  if (rule.kind === "contract") {
    const { left, right, output } = rule.names;
    const sizes = new Map<string, number>();
    left.forEach((name, axis) => sizes.set(name, operands[0]!.shape[axis]!));
    right.forEach((name, axis) => sizes.set(name, operands[1]!.shape[axis]!));
    const all = [...output, ...[...sizes.keys()].filter((name) => !output.includes(name))];
    const strideOf = (own: readonly string[], sizesOf: readonly number[]): readonly number[] => {
      const strides = stridesOf(sizesOf);
      return all.map((name) => (own.includes(name) ? strides[own.indexOf(name)]! : 0));
    };
    const out = Array.from({ length: sizeOf(shape) }, () => ({ lower: 0, upper: 0 }));
    forEachElement(
      all.map((name) => sizes.get(name)!),
      [strideOf(left, operands[0]!.shape), strideOf(right, operands[1]!.shape), strideOf(output, shape)],
      (_, [a, b, c]) => {
        const term = productOf(given[0]![a!]!, given[1]![b!]!);
        const own = out[c!]!;
        out[c!] = { lower: own.lower + term.lower, upper: own.upper + term.upper };
      },
    );
    return out.map(widened);
  }
  if (rule.kind === "overlap") {
    const places = laidPlaces(rule.folds, shape);
    const out = Array.from({ length: sizeOf(shape) }, () => ({ lower: 0, upper: 0 }));
    given[0]!.forEach(({ lower, upper }, i) => {
      const own = out[places[i]!]!;
      out[places[i]!] = { lower: own.lower + lower, upper: own.upper + upper };
    });
    return out.map(widened);
  }
  if (rule.kind === "join") {
    const { node } = step;
    const [lower, upper] = (["lower", "upper"] as const).map((end) =>
      valueOf(
        node!,
        given.map((list) => Float64Array.from(list, (one) => one[end])),
      ),
    ) as [Float64Array, Float64Array];
    return Array.from(lower, (value, i) => ({ lower: value, upper: upper[i]! }));
  }
  if (rule.kind === "won") return wonIntervals(step, given[1]!);
  if (rule.kind !== "reduce") return undefined;
  const [operand] = operands;
  const isSum = rule.reduction === "sum";
  const out: Interval[] = Array.from({ length: sizeOf(shape) }, () =>
    isSum ? { lower: 0, upper: 0 } : { lower: -Infinity, upper: -Infinity },
  );
  const own = stridesOf(operand!.shape.filter((_, axis) => !rule.axes.includes(axis)));
  let next = 0;
  const strides = operand!.shape.map((_, axis) => (rule.axes.includes(axis) ? 0 : own[next++]!));
  forEachElement(operand!.shape, [strides], (element, [offset]) => {
    const { lower, upper } = given[0]![element]!;
    const sofar = out[offset!]!;
    out[offset!] = isSum
      ? { lower: sofar.lower + lower, upper: sofar.upper + upper }
      : { lower: Math.max(sofar.lower, lower), upper: Math.max(sofar.upper, upper) };
  });
  return out.map((one) => widened(productOf(one, { lower: rule.factor, upper: rule.factor })));
}

import { differentiate } from "../expr/differentiate.ts";
import { evaluate, evaluator } from "../expr/evaluate.ts";
import { type Expr, foldExpr, substitute, toExpr, variable } from "../expr/expr.ts";
import { latex } from "../expr/latex.ts";
import type { Operation } from "../expr/operation.ts";
import { sub } from "../expr/operations/sub.ts";
import { shortest, x } from "./differentiation.ts";
import { formulaText } from "./formula-text.ts";
import { type Range, rangeOf } from "./range.ts";
import { cancelled } from "./rational.ts";
import type { SentenceFacts } from "./sentences/sentence.ts";
import { tidy } from "./tidy.ts";

/** One line of the derivation of a derivative. */
export interface FunctionLine {
  readonly formula: Expr;
  readonly text: string;
  readonly latex: string;
  readonly reason: keyof Pick<
    SentenceFacts,
    "definition" | "differentiated" | "cancelled" | "throughResult" | "stableForm"
  >;
}

/** A stretch of the line of numbers. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Everything that is known of a function of one number, worked out from its record. */
export interface FunctionDescription {
  readonly symbol: string;
  /** What is taught, and the stable form where another one is computed. */
  readonly definition: FunctionLine;
  readonly stable: FunctionLine | undefined;
  /** The derivative: as the rules give it, taken together, and through the function's own value f where the record says so. */
  readonly derivative: readonly FunctionLine[];
  /** Whether the record's derivative was proved equal to the formula's by algebra, or only compared at many points. */
  readonly proof: "algebra" | "points" | "differs";
  readonly range: Range;
  /** Where the slope jumps. */
  readonly kinks: readonly number[];
  /** Where the slope is below 1/100 of its greatest: what comes back through it vanishes. */
  readonly flat: readonly Stretch[];
  readonly greatestSlope: number;
  /** The product of three greatest slopes: how much of a gradient comes through three layers at most. */
  readonly threeLayers: number;
  readonly source: string | undefined;
  /** x, f and f′ for a plot, from −6 to 6. */
  readonly points: readonly { readonly x: number; readonly value: number; readonly slope: number }[];
}

function line(formula: Expr, reason: FunctionLine["reason"]): FunctionLine {
  return { formula, text: formulaText(formula), latex: latex(formula, { f: "f" }), reason };
}

/** A formula with functions that have one of their own written out. */
function writtenOut(formula: Expr): Expr {
  return foldExpr<Expr>(formula, (part, operands) => {
    if (part.operation === undefined) return part;
    const { infix, formula: inner } = part.operation;
    return infix === undefined && inner !== undefined ? writtenOut(inner(...operands)) : part.operation(...operands);
  });
}

const samples = Array.from({ length: 241 }, (_, i) => (i - 120) / 20 + 0.0123);

function sameAtPoints(a: Expr, b: Expr, kinks: readonly number[]): boolean {
  return samples.every((at) => {
    if (kinks.some((kink) => Math.abs(kink - at) < 1e-3)) return true;
    const [p, q] = [a, b].map((formula) => evaluate(formula, { x: at })) as [number, number];
    return Object.is(p, q) || Math.abs(p - q) <= 1e-8 * Math.max(1, Math.abs(p), Math.abs(q));
  });
}

/** The stretches of −50 … 50 where the slope is small; those that reach an end go on. */
function flatOf(slope: (at: number) => number, greatest: number): readonly Stretch[] {
  const found: { from: number; to: number }[] = [];
  const least = greatest / 100;
  for (let i = -5000; i <= 5000; i++) {
    const at = i / 100;
    if (!(Math.abs(slope(at)) < least)) continue;
    const last = found.at(-1);
    if (last !== undefined && at - last.to < 0.011) last.to = at;
    else found.push({ from: at, to: at });
  }
  return (
    found
      // A slope that only passes through 0, at a minimum, vanishes nowhere for long.
      .filter(({ from, to }) => to - from >= 0.5)
      .map(({ from, to }) => ({ from: from <= -50 ? -Infinity : from, to: to >= 50 ? Infinity : to }))
  );
}

/**
 * Describes a function of one number: formula, derivative with its derivation, range, kinks, where its slope vanishes.
 *
 * The derivative is worked out from the formula as taught; that of the record must agree with it.
 */
export function describeFunction(operation: Operation): FunctionDescription {
  const taught = operation.formula?.(x) ?? operation(x);
  const kinks = operation.kinks ?? [];
  const f = variable("f");
  const own = toExpr(operation.derivative([x], f)[0]!);
  const throughValue = substitute(own, new Map([["f", taught]]));
  const raw = differentiate(taught, "x");
  const first = tidy(raw);
  const short = shortest(raw);
  const lines = [line(first, "differentiated")];
  if (formulaText(short) !== formulaText(first)) lines.push(line(short, "cancelled"));
  const usesValue = formulaText(own) !== formulaText(substitute(own, new Map([["f", x]])));
  const last = lines.at(-1)!.text;
  if (usesValue && formulaText(own) !== last) lines.push(line(tidy(own), "throughResult"));
  const difference = cancelled(writtenOut(tidy(sub(throughValue, raw))));
  const agrees = sameAtPoints(throughValue, raw, kinks);
  const slope = evaluator(throughValue, ["x"]);
  const slopes = Array.from({ length: 2001 }, (_, i) => Math.abs(slope((i - 1000) / 50))).filter(Number.isFinite);
  const seen = Math.max(0, ...slopes);
  const greatestSlope = seen > 1e6 ? Infinity : seen;
  return {
    symbol: operation.symbol,
    definition: line(tidy(taught), "definition"),
    stable: operation.stable === undefined ? undefined : line(operation.stable(x), "stableForm"),
    derivative: lines,
    proof: !agrees ? "differs" : difference?.value === 0 ? "algebra" : "points",
    range: rangeOf(writtenOut(taught), (at) => operation.evaluate(at)),
    kinks,
    flat: flatOf(slope, Math.min(1, greatestSlope)),
    greatestSlope,
    threeLayers: greatestSlope ** 3,
    source: operation.source,
    points: Array.from({ length: 121 }, (_, i) => {
      const at = (i - 60) / 10;
      return { x: at, value: operation.evaluate(at), slope: slope(at) };
    }),
  };
}

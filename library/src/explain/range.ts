import type { Expr } from "../expr/expr.ts";
import { interval } from "../expr/interval.ts";

/** The values that a function takes, with open ends where it comes near without arriving. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
  readonly isLowerOpen: boolean;
  readonly isUpperOpen: boolean;
  /** Whether interval arithmetic proves that nothing lies outside by more than 10⁻³; else it was seen at many points. */
  readonly isProved: boolean;
}

/** Values seen within this distance of 0 count as reached: further out, floating point rounds to a limit. */
const reached = 8;

/** The least (or, for −1, greatest) value on a grid, refined around the best point by golden sections. */
function extreme(f: (at: number) => number, sign: 1 | -1, limit: number): number {
  let best = Infinity;
  let place = 0;
  const step = limit / 4000;
  for (let i = -4000; i <= 4000; i++) {
    const value = sign * f(i * step);
    if (value < best) {
      best = value;
      place = i * step;
    }
  }
  let [low, high] = [Math.max(-limit, place - step), Math.min(limit, place + step)];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (sign * f(a) < sign * f(b)) high = b;
    else low = a;
  }
  return sign * Math.min(best, sign * f((low + high) / 2));
}

/** An interval that surely holds all values: the formula over many small pieces of the line, taken together. */
function enclosureOf(formula: Expr): { lower: number; upper: number } {
  let lower = Infinity;
  let upper = -Infinity;
  const see = (from: number, to: number): void => {
    const piece = interval(formula, { x: { lower: from, upper: to } });
    lower = Math.min(lower, piece.lower);
    upper = Math.max(upper, piece.upper);
  };
  const pieces = 4000;
  for (let i = 0; i < pieces; i++) see(-20 + (40 * i) / pieces, -20 + (40 * (i + 1)) / pieces);
  see(-Infinity, -20);
  see(20, Infinity);
  return { lower, upper };
}

const near = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** The range of a function, by interval arithmetic on its formula, checked at points. */
export function rangeOf(formula: Expr, f: (at: number) => number): Range {
  const far = [-1e15, 1e15].map(f);
  const end = (sign: 1 | -1): { readonly value: number; readonly isOpen: boolean } => {
    const wide = extreme(f, sign, 40);
    const seen = [wide, ...far].filter((value) => !Number.isNaN(value));
    const best = sign * Math.min(...seen.map((value) => sign * value));
    // What still grows far out has no bound.
    if (Math.abs(best) > 1e6) return { value: -sign * Infinity, isOpen: true };
    const limits = seen.slice(1).some((value) => near(value, best));
    const close = extreme(f, sign, reached);
    const isReached = close === best || (!limits && near(close, best));
    const isUnbounded = !limits && !isReached && Math.abs(best) > Math.abs(close) + 1;
    return isUnbounded ? { value: -sign * Infinity, isOpen: true } : { value: tidied(best), isOpen: !isReached };
  };
  const lower = end(1);
  const upper = end(-1);
  const hull = enclosureOf(formula);
  const holds = (outer: number, inner: number): boolean =>
    outer === inner || Math.abs(outer - inner) <= 1e-3 * Math.max(1, Math.abs(inner));
  return {
    lower: lower.value,
    upper: upper.value,
    isLowerOpen: lower.isOpen,
    isUpperOpen: upper.isOpen,
    isProved: holds(hull.lower, lower.value) && holds(hull.upper, upper.value),
  };
}

/** A limit that rounding has hidden by an ulp or two. */
function tidied(value: number): number {
  const whole = Math.round(value * 1e6) / 1e6;
  return Math.abs(whole - value) < 1e-9 ? whole + 0 : value;
}

/** A range as people write it: (0, 1), [0, ∞). */
export function rangeText({ lower, upper, isLowerOpen, isUpperOpen }: Range, write: (value: number) => string): string {
  return `${isLowerOpen ? "(" : "["}${write(lower)}, ${write(upper)}${isUpperOpen ? ")" : "]"}`;
}

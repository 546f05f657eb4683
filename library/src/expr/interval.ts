import { type Expr, foldExpr } from "./expr.ts";

/** A closed interval of real numbers, with infinite ends allowed; `lower ≤ upper`. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** All real numbers. */
export const everything: Interval = { lower: -Infinity, upper: Infinity };

/** The interval from `lower` to `upper`; an end that is not a number becomes infinite. */
export function between(lower: number, upper: number): Interval {
  return { lower: Number.isNaN(lower) ? -Infinity : lower, upper: Number.isNaN(upper) ? Infinity : upper };
}

/** The range of a rising function over an interval. */
export function rising(f: (x: number) => number): (x: Interval) => Interval {
  return (x) => between(f(x.lower), f(x.upper));
}

/** The smallest interval that holds all of the given numbers. */
export function hull(...values: number[]): Interval {
  if (values.some(Number.isNaN)) return everything;
  return { lower: Math.min(...values), upper: Math.max(...values) };
}

/**
 * An interval that holds every value of a formula while its variables stay in the given intervals.
 *
 * Interval arithmetic (Moore, 1966): safe, not tight, because it forgets that two parts share a variable.
 * Rounding of the ends is not outward; ends are right to a few units in the last place.
 */
export function interval(root: Expr, variables: Readonly<Record<string, Interval>> = {}): Interval {
  return foldExpr<Interval>(root, (part, operands) => {
    if (part.value !== undefined) return between(part.value, part.value);
    if (part.variable !== undefined) return variables[part.variable] ?? everything;
    const operation = part.operation!;
    if (operation.interval !== undefined) return operation.interval(...operands);
    if (operation.formula !== undefined && operands.length === 1) return sampledRange(operation.evaluate, operands[0]!);
    return everything;
  });
}

/** For a function known by its formula alone: the range seen on a fine grid, or everything where it is unbounded. */
function sampledRange(f: (x: number) => number, x: Interval): Interval {
  let lower = Infinity;
  let upper = -Infinity;
  const see = (at: number): void => {
    const y = f(at);
    if (Number.isNaN(y)) return;
    lower = Math.min(lower, y);
    upper = Math.max(upper, y);
  };
  const from = Math.max(x.lower, -1e3);
  const to = Math.min(x.upper, 1e3);
  for (let i = 0; i <= 20000; i++) see(from + ((to - from) * i) / 20000);
  see(x.lower);
  see(x.upper);
  // A grid can step over an extremum by about the square of its step; widen by more than that.
  const slack = lower > upper ? 0 : 1e-2 * Math.min(1, upper - lower);
  return lower > upper ? everything : { lower: lower - slack, upper: upper + slack };
}

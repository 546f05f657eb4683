/** One row of the table: the quotients of a difference Δ, and how far they are from the exact derivative. */
export interface Quotients {
  readonly delta: number;
  readonly plus: number;
  readonly minus: number;
  /** (f(w + Δ) − f(w))/Δ */
  readonly forward: number;
  /** (f(w + Δ) − f(w − Δ))/2Δ */
  readonly central: number;
  readonly forwardError: number;
  readonly centralError: number;
}

/**
 * What a check finds.
 *
 * `agrees`; or why not: `kink` (the slope jumps within Δ), `rounding` (the values differ in too few digits), `random`
 * (the function gives another value each time), `wrong` (the derivative is not that of the function).
 */
export type Finding = "agrees" | "kink" | "rounding" | "random" | "wrong";

/** A partial derivative checked by the limit that defines it. */
export interface NumericCheck {
  /** What the graph says. */
  readonly exact: number;
  /** The central quotient at the usual Δ. */
  readonly numeric: number;
  readonly delta: number;
  /** |a − n| / max(|a|, |n|, 10⁻⁸) */
  readonly error: number;
  readonly finding: Finding;
  /** exact/numeric, for a wrong derivative: 2 names one that was doubled. */
  readonly ratio: number | undefined;
  /** The slopes on both sides, for a kink. */
  readonly sides: readonly [left: number, right: number] | undefined;
  /** Δ = 10⁻¹ … 10⁻¹². */
  readonly table: readonly Quotients[];
}

/** Agreement is a relative error below this. */
export const agreement = 1e-6;
/** Below this size derivatives are compared as if they had it. */
const smallest = 1e-8;
/** The difference at which the verdict is reached, where |w| ≤ 1; larger weights take larger differences. */
export const usualDelta = 1e-5;

function relative(a: number, n: number): number {
  return Math.abs(a - n) / Math.max(Math.abs(a), Math.abs(n), smallest);
}

function quotients(f: (at: number) => number, at: number, exact: number, delta: number, middle: number): Quotients {
  const plus = f(at + delta);
  const minus = f(at - delta);
  const forward = (plus - middle) / delta;
  const central = (plus - minus) / (2 * delta);
  return {
    delta,
    plus,
    minus,
    forward,
    central,
    forwardError: Math.abs(forward - exact),
    centralError: Math.abs(central - exact),
  };
}

/** By how much a central quotient can be off because values have 53 bits. */
function roundingOf({ plus, minus, delta }: Quotients, middle: number): number {
  return (16 * 2 ** -53 * Math.max(Math.abs(plus), Math.abs(minus), Math.abs(middle))) / delta;
}

/**
 * Checks a derivative of a function of one number by forward and central difference in float64.
 *
 * `table` may be left out where many derivatives are checked; then it is made only for those that do not agree.
 */
export function checkDerivative(
  f: (at: number) => number,
  at: number,
  exact: number,
  { table: wanted = true }: { readonly table?: boolean } = {},
): NumericCheck {
  const middle = f(at);
  const delta = usualDelta * Math.max(1, Math.abs(at));
  const usual = quotients(f, at, exact, delta, middle);
  const error = relative(exact, usual.central);
  const common = { exact, numeric: usual.central, delta, error };
  const agrees = error < agreement;
  const table =
    wanted || !agrees ? Array.from({ length: 12 }, (_, i) => quotients(f, at, exact, 10 ** -(i + 1), middle)) : [];
  if (agrees) return { ...common, finding: "agrees", ratio: undefined, sides: undefined, table };
  if (!Object.is(f(at), middle)) return { ...common, finding: "random", ratio: undefined, sides: undefined, table };
  const rounding = roundingOf(usual, middle);
  if (Math.abs(exact - usual.central) <= rounding)
    return { ...common, finding: "rounding", ratio: undefined, sides: undefined, table };
  const kink = kinkIn(f, at, exact, delta, middle);
  if (kink !== undefined) return { ...common, finding: "kink", ratio: undefined, sides: kink, table };
  // A function that bends strongly agrees once Δ is small enough.
  const close = table.some(
    (row) =>
      row.delta < delta &&
      row.delta >= 1e-9 &&
      row.centralError <= Math.max(agreement * Math.abs(exact), roundingOf(row, middle)) &&
      roundingOf(row, middle) < 1e-3 * Math.abs(exact),
  );
  if (close) return { ...common, finding: "agrees", ratio: undefined, sides: undefined, table };
  return {
    ...common,
    finding: "wrong",
    ratio: usual.central === 0 ? undefined : exact / usual.central,
    sides: undefined,
    table,
  };
}

/** The slopes on both sides, where they stay apart as Δ shrinks, or meet again because a kink lay within Δ. */
function kinkIn(
  f: (at: number) => number,
  at: number,
  exact: number,
  delta: number,
  middle: number,
): readonly [number, number] | undefined {
  const sides = (size: number): readonly [number, number] => [
    (middle - f(at - size)) / size,
    (f(at + size) - middle) / size,
  ];
  const [left, right] = sides(delta);
  const [nearLeft, nearRight] = sides(delta / 100);
  const noise = (64 * 2 ** -53 * Math.max(1e-300, Math.abs(middle))) / (delta / 100);
  const gap = Math.abs(right - left);
  const nearGap = Math.abs(nearRight - nearLeft);
  const least = Math.max(noise, 1e-4 * Math.max(Math.abs(left), Math.abs(right)));
  if (gap <= least) return undefined;
  const between = (a: number, b: number): boolean =>
    exact >= Math.min(a, b) - noise - agreement * Math.abs(exact) &&
    exact <= Math.max(a, b) + noise + agreement * Math.abs(exact);
  // At a kink the gap stays; where the kink lies beside the point, one side has the exact slope.
  if (nearGap > gap / 2) return between(nearLeft, nearRight) ? [nearLeft, nearRight] : undefined;
  const isNear = (slope: number): boolean => Math.abs(slope - exact) <= noise + 1e-4 * Math.abs(exact);
  return nearGap <= gap / 10 && (isNear(nearLeft) || isNear(nearRight)) && between(left, right)
    ? [left, right]
    : undefined;
}

import { constant, type Expr } from "./expr.ts";
import { abs } from "./operations/abs.ts";
import { add } from "./operations/add.ts";
import { div } from "./operations/div.ts";
import { exponent } from "./operations/exponent.ts";
import { floor } from "./operations/floor.ts";
import { ldexp } from "./operations/ldexp.ts";
import { less } from "./operations/less.ts";
import { mantissa } from "./operations/mantissa.ts";
import { max } from "./operations/max.ts";
import { min } from "./operations/min.ts";
import { mul } from "./operations/mul.ts";
import { neg } from "./operations/neg.ts";
import { round } from "./operations/round.ts";
import { select } from "./operations/select.ts";
import { sub } from "./operations/sub.ts";
import { factorial, polynomial } from "./polynomial.ts";

/** 1, 1/2!, 1/3! … with alternating signs where `sign` is −1; every `stride`-th coefficient of the exponential series. */
function factorialSeries(first: number, stride: number, count: number, sign: 1 | -1): number[] {
  return Array.from({ length: count }, (_, i) => sign ** i / factorial(first + i * stride));
}

/**
 * eˣ in float64 lanes, good to about 10⁻¹³: x = n ln 2 + r, eˣ = 2ⁿ eʳ, eʳ by its Taylor series on |r| ≤ ln 2 / 2.
 * Beyond ±700 it stays at the ends, which lie far outside float32.
 */
export function exp64(x: Expr): Expr {
  // min and max pass NaN on.
  const bounded = max(min(x, 700), -700);
  const n = round(mul(bounded, 1 / Math.LN2));
  const r = sub(sub(bounded, mul(n, 0.6931471803691238)), mul(n, 1.9082149292705877e-10));
  return ldexp(polynomial(factorialSeries(0, 1, 12, 1), r), n);
}

/** ln x in float64 lanes for x ≥ 0, good to about 10⁻¹³: x = m 2ᵉ, ln m = 2 artanh((m − 1)/(m + 1)). */
export function log64(x: Expr): Expr {
  const tall = less(Math.SQRT2, mantissa(x));
  const m = select(tall, mul(mantissa(x), 0.5), mantissa(x));
  const e = add(exponent(x), tall);
  const s = div(sub(m, 1), add(m, 1));
  const series = polynomial([2, 2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13, 2 / 15], mul(s, s));
  const finite = add(mul(s, series), mul(e, Math.LN2));
  // 0 → −∞, negative → NaN, ∞ → ∞, NaN → NaN.
  const low = select(less(x, 0), constant(NaN), select(less(0, x), finite, add(x, -Infinity)));
  return select(less(x, constant(Infinity)), low, x);
}

/** The bits of 2/π in pieces of 24, so that a float32 times a piece is exact in float64. */
const twoOverPi: readonly number[] = (() => {
  const words = [0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041];
  return words.map((word, i) => word * 2 ** (-24 * (i + 1)));
})();

/** An angle as quarter turns: x = (n + f) π/2 with n taken modulo 4 and |f| ≤ 1/2. */
export interface QuarterTurns {
  readonly n: Expr;
  readonly f: Expr;
}

/**
 * Splits an angle (a float32 value in float64 lanes) into quarter turns.
 *
 * x · 2/π is summed piece by piece of 2/π, each product exact and taken modulo 4 at once, so that nothing is
 * lost however large x is. Source: Payne and Hanek, Radian reduction for trigonometric functions, 1983.
 */
export function quarterTurns(x: Expr): QuarterTurns {
  const products = twoOverPi.map((piece) => {
    const product = mul(x, piece);
    return sub(product, mul(floor(mul(product, 0.25)), 4));
  });
  const small = less(abs(x), 1);
  // From the smallest piece to the largest; below 1 nothing is taken away, so that tiny angles keep all digits.
  const folded = products.reduceRight<Expr | undefined>((sum, p) => (sum === undefined ? p : add(sum, p)), undefined)!;
  const direct = mul(x, 2 / Math.PI);
  const turns = select(small, direct, folded);
  const whole = round(turns);
  const n = sub(whole, mul(floor(mul(whole, 0.25)), 4));
  return { n, f: sub(turns, whole) };
}

/** sin(f π/2) for |f| ≤ 1/2, by its Taylor series. */
export function quarterSine(f: Expr): Expr {
  const r = mul(f, Math.PI / 2);
  return mul(r, polynomial(factorialSeries(1, 2, 8, -1), mul(r, r)));
}

/** cos(f π/2) for |f| ≤ 1/2, by its Taylor series. */
export function quarterCosine(f: Expr): Expr {
  const r = mul(f, Math.PI / 2);
  return polynomial(factorialSeries(0, 2, 9, -1), mul(r, r));
}

/** sin of n quarter turns more than f: the sine or cosine of f, with its sign. */
export function sineOfTurns({ n, f }: QuarterTurns): Expr {
  const odd = sub(n, mul(floor(mul(n, 0.5)), 2));
  const size = select(odd, quarterCosine(f), quarterSine(f));
  return select(less(1, n), neg(size), size);
}

/** arctan x in float64 lanes, good to about 10⁻¹²: twice reduced, to |x| ≤ tan(π/8), then the Taylor series. */
export function atan64(x: Expr): Expr {
  const a = abs(x);
  const inverted = less(1, a);
  const b = select(inverted, div(1, a), a);
  const turned = less(Math.SQRT2 - 1, b);
  const c = select(turned, div(sub(b, 1), add(b, 1)), b);
  const series = polynomial(
    Array.from({ length: 14 }, (_, k) => (-1) ** k / (2 * k + 1)),
    mul(c, c),
  );
  const angle = add(mul(c, series), select(turned, constant(Math.PI / 4), constant(0)));
  const folded = select(inverted, sub(Math.PI / 2, angle), angle);
  return select(less(x, 0), neg(folded), folded);
}

import { constant, type Expr } from "../expr.ts";
import { exp64, log64 } from "../float64.ts";
import { everything, hull } from "../interval.ts";
import { defineOperation, type Operation, precedence } from "../operation.ts";
import { abs } from "./abs.ts";
import { div } from "./div.ts";
import { equal } from "./equal.ts";
import { floor } from "./floor.ts";
import { less } from "./less.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { select } from "./select.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";

/** The greatest whole exponent that is multiplied out. */
const greatestPower = 64;

/** xⁿ for a whole n by repeated squaring; one quotient where n is negative. */
function integerPower(x: Expr, n: number): Expr {
  if (n < 0) return div(constant(1), integerPower(x, -n));
  if (n === 0) return constant(1);
  if (n === 1) return x;
  const half = integerPower(x, Math.floor(n / 2));
  const square = mul(half, half);
  return n % 2 === 0 ? square : mul(square, x);
}

/** The power xʸ; whole constant exponents are multiplied out when compiled. */
export const pow: Operation = defineOperation({
  symbol: "pow",
  arity: 2,
  evaluate: (x, y) => x! ** y!,
  derivative: ([x, y], result) => [
    mul(y!, pow(x!, y!.value === undefined ? sub(y!, 1) : constant(y!.value - 1))),
    // 0 ^ y has slope 0 in y for y > 0; log 0 would make it NaN.
    select(equal(x!, 0), 0, mul(result, log(x!))),
  ],
  latex: (x, y) => `{${x(precedence.atom)}}^{${y()}}`,
  latexPrecedence: precedence.power,
  infix: { sign: "^", precedence: precedence.power },
  interval: (x, y) => {
    if (y.lower === y.upper && Number.isInteger(y.lower)) {
      const n = y.lower;
      if (n < 0 && x.lower <= 0 && x.upper >= 0) return everything;
      const low = x.lower ** n;
      const high = x.upper ** n;
      return x.lower < 0 && x.upper > 0 && n > 0 ? hull(low, high, 0) : hull(low, high);
    }
    if (x.lower < 0) return everything;
    return hull(x.lower ** y.lower, x.lower ** y.upper, x.upper ** y.lower, x.upper ** y.upper);
  },
  identities: [
    { kind: "exact", from: (x) => pow(x!, 1), to: (x) => x! },
    { kind: "exact", from: (x) => pow(x!, 0), to: () => 1 },
  ],
  javascript: (x, y) => `(${x} ** ${y})`,
  lowering: {
    shorter: (x, y) => {
      const exponent = y!.value;
      if (exponent === 0.5) return sqrt(x!);
      if (exponent === undefined || !Number.isInteger(exponent) || Math.abs(exponent) > greatestPower) return undefined;
      return integerPower(x!, exponent);
    },
    formula: (x, y) => {
      const size = exp64(mul(y!, log64(abs(x!))));
      const odd = sub(1, equal(mul(floor(mul(y!, 0.5)), 2), y!));
      const whole = equal(floor(y!), y!);
      const signed = select(odd, neg(size), size);
      const negative = select(whole, signed, select(less(abs(x!), Infinity), constant(NaN), size));
      // −0 counts as negative for odd powers; 1/x tells.
      const below = select(less(x!, 0), 1, mul(equal(x!, 0), mul(whole, less(div(1, x!), 0))));
      return select(equal(y!, 0), 1, select(below, negative, size));
    },
    precision: "float64",
    ulp: 1,
  },
});

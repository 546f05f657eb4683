import { constant, type Expr, foldExpr, sameExpr } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { div } from "../expr/operations/div.ts";
import { exp } from "../expr/operations/exp.ts";
import { mul } from "../expr/operations/mul.ts";
import { neg } from "../expr/operations/neg.ts";
import { pow } from "../expr/operations/pow.ts";
import {
  atomPolynomial,
  constantOf,
  constantPolynomial,
  type Polynomial,
  plus,
  quotient,
  termsOf,
  times,
  withoutContent,
} from "./polynomial.ts";

/** A coefficient times factors above, over factors below; every factor has the leading coefficient 1. */
interface Rational {
  readonly coefficient: number;
  readonly above: readonly Polynomial[];
  readonly below: readonly Polynomial[];
}

/** More terms than this are not worth the while of anybody. */
const mostTerms = 300;

class TooLarge extends Error {}

/** Parts that are no sums, products or powers, by number. */
class Atoms {
  readonly list: Expr[] = [];

  number(part: Expr): number {
    const known = this.list.findIndex((one) => sameExpr(one, part));
    return known >= 0 ? known : this.list.push(part) - 1;
  }
}

/**
 * A formula over one denominator, with everything cancelled that stands above and below: a quotient of products.
 *
 * Sums, products, quotients, whole powers and exponentials are taken apart; any other function is taken as it is.
 * @returns undefined where the formula grows too large.
 */
export function cancelled(formula: Expr): Expr | undefined {
  const atoms = new Atoms();
  // Variables are numbered as they are read, so that sums come out in that order.
  const read = (part: Expr): void => {
    if (part.variable !== undefined) atoms.number(part);
    part.operands.forEach(read);
  };
  if (sizeOfFormula(formula) > mostTerms) return undefined;
  read(formula);
  try {
    return written(rationalOf(formula, atoms), atoms);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

function rationalOf(formula: Expr, atoms: Atoms): Rational {
  return foldExpr<Rational>(formula, (part, operands) => {
    if (part.value !== undefined) return { coefficient: part.value, above: [], below: [] };
    const [a, b] = operands as [Rational, Rational];
    switch (part.operation) {
      case add:
        return sum(a, b);
      case neg:
        return { ...a, coefficient: -a.coefficient };
      case mul:
        return product(a, b);
      case div:
        return product(a, inverse(b));
      case pow: {
        const n = part.operands[1]!.value;
        if (n === undefined || !Number.isInteger(n) || Math.abs(n) > 8) break;
        return Array.from({ length: Math.abs(n) }, () => (n < 0 ? inverse(a) : a)).reduce(product, one);
      }
      case exp: {
        // e^(−u) is 1/e^u, so that both are powers of one atom.
        if (a.coefficient < 0) {
          const positive = exp(written({ ...a, coefficient: -a.coefficient }, atoms));
          return inverse(factor(atomPolynomial(atoms.number(positive))));
        }
        break;
      }
    }
    const inner = operands.map((operand) => written(operand, atoms));
    const atom = part.operation === undefined ? part : part.operation(...inner);
    return factor(atomPolynomial(atoms.number(atom)));
  });
}

const one: Rational = { coefficient: 1, above: [], below: [] };

/** A polynomial as factors: its content atom by atom, and the rest with leading coefficient 1. */
function factor(p: Polynomial): Rational {
  if (p.size > mostTerms) throw new TooLarge();
  const value = constantOf(p);
  if (value !== undefined) return { coefficient: value, above: [], below: [] };
  const { content, rest } = withoutContent(p);
  const above = [...content].flatMap(([atom, power]) => Array.from({ length: power }, () => atomPolynomial(atom)));
  const lead = termsOf(rest)[0]!.coefficient;
  const isNumber = constantOf(rest) !== undefined;
  return {
    coefficient: lead,
    above: isNumber ? above : [...above, times(rest, constantPolynomial(1 / lead))],
    below: [],
  };
}

function inverse({ coefficient, above, below }: Rational): Rational {
  return { coefficient: 1 / coefficient, above: below, below: above };
}

function product(a: Rational, b: Rational): Rational {
  return reduced({
    coefficient: a.coefficient * b.coefficient,
    above: [...a.above, ...b.above],
    below: [...a.below, ...b.below],
  });
}

const samePolynomial = (a: Polynomial, b: Polynomial): boolean => plus(a, b, -1).size === 0;

/** Takes away factors that stand above and below. */
function reduced(r: Rational): Rational {
  let { coefficient } = r;
  if (coefficient === 0) return { coefficient: 0, above: [], below: [] };
  let above = [...r.above];
  const below: Polynomial[] = [];
  for (const divisor of r.below) {
    const at = above.findIndex((one) => quotient(one, divisor) !== undefined);
    if (at < 0) {
      below.push(divisor);
      continue;
    }
    const left = factor(quotient(above[at]!, divisor)!);
    coefficient *= left.coefficient;
    above = [...above.slice(0, at), ...left.above, ...above.slice(at + 1)];
  }
  return { coefficient, above, below };
}

function expanded(coefficient: number, factors: readonly Polynomial[]): Polynomial {
  return factors.reduce((p, q) => {
    const next = times(p, q);
    if (next.size > mostTerms) throw new TooLarge();
    return next;
  }, constantPolynomial(coefficient));
}

function sum(a: Rational, b: Rational): Rational {
  if (a.coefficient === 0) return b;
  if (b.coefficient === 0) return a;
  // Factors that both have above stay outside the sum.
  const shared: Polynomial[] = [];
  const ownAbove = [...a.above];
  const otherAbove = b.above.filter((one) => {
    const at = ownAbove.findIndex((known) => samePolynomial(known, one));
    if (at < 0) return true;
    shared.push(...ownAbove.splice(at, 1));
    return false;
  });
  const missing = [...a.below];
  const extra = b.below.filter((one) => {
    const at = missing.findIndex((known) => samePolynomial(known, one));
    if (at < 0) return true;
    missing.splice(at, 1);
    return false;
  });
  const total = plus(
    expanded(a.coefficient, [...ownAbove, ...extra]),
    expanded(b.coefficient, [...otherAbove, ...missing]),
  );
  const whole = factor(total);
  return reduced({
    coefficient: whole.coefficient,
    above: [...shared, ...whole.above],
    below: [...a.below, ...extra],
  });
}

/** The rational form as a formula again. */
function written(given: Rational, atoms: Atoms): Expr {
  const [above, changedAbove] = fromOne(given.above);
  const [below, changedBelow] = fromOne(given.below);
  const coefficient = changedAbove === changedBelow ? given.coefficient : -given.coefficient;
  const count = Math.round(1 / coefficient);
  const isPart = Math.abs(count) > 1 && Math.abs(coefficient * count - 1) < 1e-12;
  const isNegative = coefficient < 0;
  // A sum with a leading minus takes the sign of the coefficient into it: −(y − ŷ) is ŷ − y.
  const flip = isNegative ? above.findIndex((p) => p.size > 1 && termsOf(p).some((term) => term.coefficient < 0)) : -1;
  const factors = above.map((p, i) => polynomialText(flip === i ? times(p, constantPolynomial(-1)) : p, atoms));
  const size = isPart ? Math.abs(count) : Math.abs(coefficient);
  const numerator = joined(!isPart && size !== 1 ? [constant(size), ...factors] : factors);
  const under = below.map((p) => polynomialText(p, atoms));
  const denominator = isPart ? [constant(size), ...under] : under;
  const whole = denominator.length === 0 ? numerator : div(numerator, joined(denominator));
  if (coefficient === 0) return constant(0);
  return isNegative && flip < 0 ? neg(whole) : whole;
}

/** Factors x − 1 turned to 1 − x, and whether that changes the sign of the product. */
function fromOne(factors: readonly Polynomial[]): readonly [factors: readonly Polynomial[], isNegated: boolean] {
  let isNegated = false;
  const changed = factors.map((p) => {
    const terms = termsOf(p);
    if (terms.length !== 2 || terms[1]!.powers.size > 0 || terms[1]!.coefficient > 0) return p;
    isNegated = !isNegated;
    return times(p, constantPolynomial(-1));
  });
  return [changed, isNegated];
}

function joined(factors: readonly Expr[]): Expr {
  const groups: { readonly factor: Expr; count: number }[] = [];
  for (const one of factors) {
    const known = groups.find((group) => sameExpr(group.factor, one));
    if (known === undefined) groups.push({ factor: one, count: 1 });
    else known.count++;
  }
  const powers = groups.map(({ factor: base, count }) => (count === 1 ? base : pow(base, constant(count))));
  return powers.reduce<Expr | undefined>((p, q) => (p === undefined ? q : mul(p, q)), undefined) ?? constant(1);
}

function polynomialText(p: Polynomial, atoms: Atoms): Expr {
  // A positive term first, so that a sum does not begin with a minus.
  const terms = [...termsOf(p)].sort((a, b) => Number(a.coefficient < 0) - Number(b.coefficient < 0));
  return (
    terms.reduce<Expr | undefined>((total, { coefficient, powers }) => {
      const factors = [...powers].map(([atom, power]) =>
        power === 1 ? atoms.list[atom]! : pow(atoms.list[atom]!, constant(power)),
      );
      const size = Math.abs(coefficient);
      const term = joined(size === 1 && factors.length > 0 ? factors : [constant(size), ...factors]);
      if (total === undefined) return coefficient < 0 ? neg(term) : term;
      return add(total, coefficient < 0 ? neg(term) : term);
    }, undefined) ?? constant(0)
  );
}

/** How many operations a formula has, each counted where it is written. */
export function sizeOfFormula(formula: Expr): number {
  return foldExpr<number>(formula, (part, operands) =>
    operands.reduce((total, size) => total + size, part.operation === undefined ? 0 : 1),
  );
}

import { differentiate } from "../expr/differentiate.ts";
import { type Expr, foldExpr, rebuilt, sameExpr, variable } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { div } from "../expr/operations/div.ts";
import { mul } from "../expr/operations/mul.ts";
import { neg } from "../expr/operations/neg.ts";
import { pow } from "../expr/operations/pow.ts";
import { select } from "../expr/operations/select.ts";
import { cancelled, sizeOfFormula } from "./rational.ts";
import { tidy } from "./tidy.ts";

/** The rule by which a part of a formula is differentiated. */
export type DifferentiationRule =
  | "variable"
  | "constant"
  | "sum"
  | "negative"
  | "product"
  | "quotient"
  | "power"
  | "chain";

/** The derivative of one part of a formula, from those of its parts. */
export interface DifferentiationStep {
  readonly part: Expr;
  readonly rule: DifferentiationRule;
  /** The function whose own derivative the chain rule uses. */
  readonly symbol: string | undefined;
  readonly derivative: Expr;
}

/** A derivative with the way to it. */
export interface Differentiation {
  readonly variable: string;
  readonly steps: readonly DifferentiationStep[];
  /** As the rules give it, and with everything taken together. */
  readonly raw: Expr;
  readonly derivative: Expr;
}

function ruleOf(part: Expr, depends: (part: Expr) => boolean): DifferentiationRule {
  if (part.variable !== undefined) return "variable";
  if (!depends(part)) return "constant";
  switch (part.operation) {
    case add:
      return "sum";
    case neg:
      return "negative";
    case mul:
      // A number in front is carried along.
      return part.operands.every(depends) ? "product" : "constant";
    case div:
      return part.operands.every(depends) || depends(part.operands[1]!) ? "quotient" : "constant";
    case pow:
      return depends(part.operands[1]!) ? "chain" : "power";
    default:
      return "chain";
  }
}

/** More conditions than this are left where they stand. */
const mostConditions = 3;

/**
 * A formula with its conditions in front: f(p if c else q) becomes f(p) if c, else f(q), each side made shorter.
 *
 * Left as it is where that does not make it shorter.
 */
export function byConditions(formula: Expr, left: number = mostConditions): Expr {
  const choices: Expr[] = [];
  foldExpr(formula, (part) => {
    if (part.operation === select) choices.push(part);
  });
  const condition = choices[0]?.operands[0];
  if (condition === undefined || left === 0) return formula;
  const side = (which: 1 | 2): Expr => {
    const chosen = foldExpr<Expr>(formula, (part, operands) => {
      const same = rebuilt(part, operands);
      return part.operation === select && sameExpr(part.operands[0]!, condition) ? same.operands[which]! : same;
    });
    return byConditions(tidy(chosen), left - 1);
  };
  const [then, otherwise] = [side(1), side(2)];
  const whole = sameExpr(then, otherwise) ? then : select(condition, then, otherwise);
  return sizeOfFormula(whole) < sizeOfFormula(formula) ? whole : formula;
}

/** Whatever is shorter of a formula as it is tidied, and over one denominator. */
export function shortest(formula: Expr): Expr {
  const neat = byConditions(tidy(formula));
  const whole = cancelled(neat);
  return whole !== undefined && sizeOfFormula(whole) < sizeOfFormula(neat) ? whole : neat;
}

/** Differentiates a formula part by part: one step for each part that depends on the variable, inner ones first. */
export function differentiation(formula: Expr, name: string): Differentiation {
  const dependent = new Set<Expr>();
  foldExpr(formula, (part) => {
    if (part.variable === name || part.operands.some((one) => dependent.has(one))) dependent.add(part);
  });
  const depends = (part: Expr): boolean => dependent.has(part);
  const steps: DifferentiationStep[] = [];
  const visit = (part: Expr): void => {
    if (!depends(part) || steps.some((step) => sameExpr(step.part, part))) return;
    part.operands.forEach(visit);
    const rule = ruleOf(part, depends);
    if (steps.some((step) => sameExpr(step.part, part))) return;
    steps.push({
      part,
      rule,
      symbol: rule === "chain" ? part.operation?.symbol : undefined,
      derivative: tidy(differentiate(part, name)),
    });
  };
  visit(formula);
  const raw = differentiate(formula, name);
  return { variable: name, steps, raw, derivative: shortest(raw) };
}

/** The operand variable of functions of one number. */
export const x: Expr = variable("x");

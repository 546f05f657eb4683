import { type Expr, foldExpr, rebuilt, sameExpr, substitute } from "../expr/expr.ts";
import type { Identity } from "../expr/operation.ts";
import { add } from "../expr/operations/add.ts";
import { div } from "../expr/operations/div.ts";
import { equal } from "../expr/operations/equal.ts";
import { mul } from "../expr/operations/mul.ts";
import { select } from "../expr/operations/select.ts";
import { simplify } from "../expr/simplify.ts";

/** Formulas with more parts than this stay as they are: nobody reads them any more easily. */
const mostParts = 400;
const kinds: readonly Identity["kind"][] = ["exact", "algebraic"];

/**
 * A formula as people write it: guards that only keep 0 · ln 0 from being no number are left out, and what algebra
 * makes shorter is shorter. Equal over the real numbers wherever both are finite.
 */
export function tidy(formula: Expr): Expr {
  let parts = 0;
  foldExpr(formula, () => parts++);
  if (parts > mostParts) return formula;
  return simplify(asQuotients(withoutGuards(withoutZeroCounts(simplify(formula, kinds)))), kinds);
}

/** What a mean is divided by, kept from 0: t/(c + (c = 0)) is t/c wherever that is finite. */
function withoutZeroCounts(formula: Expr): Expr {
  return foldExpr<Expr>(formula, (part, operands) => {
    const same = rebuilt(part, operands);
    const [above, below] = same.operands;
    if (same.operation !== div || below!.operation !== add) return same;
    const [count, guard] = below!.operands as [Expr, Expr];
    const isGuard = guard.operation === equal && sameExpr(guard.operands[0]!, count) && guard.operands[1]!.value === 0;
    return isGuard ? div(above!, count) : same;
  });
}

/** x · (1/y) is written x/y. */
function asQuotients(formula: Expr): Expr {
  return foldExpr<Expr>(formula, (part, operands) => {
    const same = rebuilt(part, operands);
    if (same.operation !== mul) return same;
    const at = same.operands.findIndex((one) => one.operation === div && one.operands[0]!.value === 1);
    return at < 0 ? same : div(same.operands[1 - at]!, same.operands[at]!.operands[1]!);
  });
}

/** A guard: select(a = c, p, q). */
interface Guard {
  readonly part: Expr;
  readonly name: string;
  readonly at: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}

function guardOf(part: Expr): Guard | undefined {
  if (part.operation !== select) return undefined;
  const [condition, then, otherwise] = part.operands as [Expr, Expr, Expr];
  if (condition.operation !== equal) return undefined;
  const [a, c] = condition.operands as [Expr, Expr];
  if (a.variable === undefined || c.value === undefined) return undefined;
  return { part, name: a.variable, at: c, then, otherwise };
}

/** Whether two formulas are the same once a variable has a value. */
function sameAt(a: Expr, b: Expr, { name, at }: Guard): boolean {
  const values = new Map([[name, at]]);
  const [p, q] = [a, b].map((formula) => simplify(substitute(formula, values), kinds)) as [Expr, Expr];
  return (p.value === 0 && q.value === 0) || sameExpr(p, q);
}

/** Leaves out guards whose product is the same without them: (1 − y) · select(y = 1, 0, g) is (1 − y) · g. */
function withoutGuards(formula: Expr): Expr {
  return foldExpr<Expr>(formula, (part, operands) => {
    const same = rebuilt(part, operands);
    const own = guardOf(same);
    if (own !== undefined) return sameAt(own.otherwise, own.then, own) ? own.otherwise : same;
    if (same.operation !== mul && same.operation !== div) return same;
    let whole = same;
    for (const guard of guardsIn(same)) {
      const [without, chosen] = [guard.otherwise, guard.then].map((by) => replaced(whole, guard.part, by)) as [
        Expr,
        Expr,
      ];
      if (sameAt(without, chosen, guard)) whole = without;
    }
    return whole;
  });
}

function guardsIn(formula: Expr): readonly Guard[] {
  const found: Guard[] = [];
  foldExpr(formula, (part) => {
    const guard = guardOf(part);
    if (guard !== undefined) found.push(guard);
  });
  return found;
}

function replaced(formula: Expr, old: Expr, by: Expr): Expr {
  return foldExpr<Expr>(formula, (part, operands) => (part === old ? by : rebuilt(part, operands)));
}

import { type Expr, foldExpr, rebuilt, sameExpr, toExpr } from "./expr.ts";
import { operandVariables } from "./function.ts";
import type { Identity, Operation } from "./operation.ts";

/** Both sides of an identity, ready to be matched. */
interface Rule {
  readonly from: Expr;
  readonly to: Expr;
}

/** Rules by the identity that each was made of. */
const rules = new WeakMap<Identity, Rule>();

function ruleOf(identity: Identity): Rule {
  const known = rules.get(identity);
  if (known !== undefined) return known;
  const variables = operandVariables(3);
  const rule = { from: identity.from(...variables), to: toExpr(identity.to(...variables)) };
  rules.set(identity, rule);
  return rule;
}

/** Says which identities are used of an operation. */
export type Choice = (operation: Operation) => readonly Identity[];

/** Those of some kinds that stand in the operation's record. */
export function ofKinds(...kinds: readonly Identity["kind"][]): Choice {
  return ({ identities = [] }) => identities.filter(({ kind }) => kinds.includes(kind));
}

/**
 * A formula rewritten by the identities of the operations in it, to a fixed point; what `computed` gives for a part
 * stands for it before any identity. The result never has more parts than the formula.
 */
export function rewritten(root: Expr, choice: Choice, computed?: (part: Expr) => Expr | undefined): Expr {
  const byRoot = collectRules(root, choice);
  // Most formulas have nothing that any identity could be about.
  if (computed === undefined && byRoot.size === 0) return root;
  let formula = root;
  for (let round = 0; round < 20; round++) {
    const next = foldExpr<Expr>(formula, (part, operands) => {
      const same = rebuilt(part, operands);
      return computed?.(same) ?? applied(same, byRoot);
    });
    if (sameExpr(next, formula)) return formula;
    formula = next;
  }
  return formula;
}

/** The rules of the operations in a formula; none where it lacks what any of them begins with. */
function collectRules(root: Expr, choice: Choice): ReadonlyMap<Operation, readonly Rule[]> {
  const byRoot = new Map<Operation, Rule[]>();
  /** Operations and numbers. */
  const seen = new Set<Operation | number>();
  foldExpr(root, ({ operation, value }) => {
    if (value !== undefined) seen.add(value);
    if (operation === undefined || seen.has(operation)) return;
    seen.add(operation);
    for (const identity of choice(operation)) {
      const rule = ruleOf(identity);
      const list = byRoot.get(rule.from.operation!) ?? [];
      list.push(rule);
      byRoot.set(rule.from.operation!, list);
    }
  });
  const occurs = ({ operation, value, operands }: Expr): boolean =>
    operation === undefined ? value === undefined || seen.has(value) : seen.has(operation) && operands.every(occurs);
  const isUseful = [...byRoot.values()].some((list) => list.some(({ from }) => occurs(from)));
  return isUseful ? byRoot : new Map();
}

function applied(part: Expr, byRoot: ReadonlyMap<Operation, readonly Rule[]>): Expr {
  for (const rule of (part.operation && byRoot.get(part.operation)) ?? []) {
    const found = new Map<string, Expr>();
    if (match(rule.from, part, found)) {
      return foldExpr<Expr>(rule.to, (piece, operands) =>
        piece.variable !== undefined ? found.get(piece.variable)! : rebuilt(piece, operands),
      );
    }
  }
  return part;
}

/** Whether a part has the form of a pattern; `found` takes what the pattern's variables stand for. */
function match(pattern: Expr, part: Expr, found: Map<string, Expr>): boolean {
  if (pattern.variable !== undefined) {
    const known = found.get(pattern.variable);
    if (known !== undefined) return sameExpr(known, part);
    found.set(pattern.variable, part);
    return true;
  }
  if (pattern.value !== undefined) return Object.is(pattern.value, part.value);
  if (pattern.operation !== part.operation) return false;
  const inOrder = (order: readonly Expr[]): boolean => {
    const trial = new Map(found);
    if (!pattern.operands.every((inner, i) => match(inner, order[i]!, trial))) return false;
    for (const [name, value] of trial) found.set(name, value);
    return true;
  };
  if (inOrder(part.operands)) return true;
  return part.operation!.commutative === true && inOrder([part.operands[1]!, part.operands[0]!]);
}

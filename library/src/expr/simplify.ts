import { Expr, foldExpr, rebuilt, sameExpr } from "./expr.ts";
import { parseWith } from "./grammar.ts";
import type { Identity, Operation } from "./operation.ts";

/** An identity read from its record, ready to be matched. */
interface Rule {
  readonly from: Expr;
  readonly to: Expr;
}

/** Rules by the identity that each was read from. */
const rules = new WeakMap<Identity, Rule>();

/** An identity of an operation, whose functions are that operation and its partners. */
function ruleOf(identity: Identity, operation: Operation): Rule {
  const known = rules.get(identity);
  if (known !== undefined) return known;
  const functions = new Map([operation, ...(operation.partners?.() ?? [])].map((one) => [one.symbol, one]));
  const rule = { from: parseWith(functions, identity.from), to: parseWith(functions, identity.to) };
  rules.set(identity, rule);
  return rule;
}

/**
 * A formula made simpler by the identities of the operations in it, to a fixed point.
 *
 * `kinds` chooses the identities: all of them for display; `exact` ones keep the floating-point value bit
 * for bit. Parts without variables are computed. The result never has more parts than the formula.
 */
export function simplify(root: Expr, kinds: readonly Identity["kind"][] = ["exact", "stable", "algebraic"]): Expr {
  const byRoot = collectRules(root, kinds);
  let formula = root;
  for (let round = 0; round < 20; round++) {
    const next = foldExpr<Expr>(formula, (part, operands) => rewrite(rebuilt(part, operands), byRoot, kinds));
    if (sameExpr(next, formula)) return formula;
    formula = next;
  }
  return formula;
}

function collectRules(root: Expr, kinds: readonly Identity["kind"][]): ReadonlyMap<Operation, readonly Rule[]> {
  const byRoot = new Map<Operation, Rule[]>();
  const seen = new Set<Operation>();
  const visit = (operation: Operation): void => {
    if (seen.has(operation)) return;
    seen.add(operation);
    for (const identity of operation.identities ?? []) {
      if (!kinds.includes(identity.kind)) continue;
      const rule = ruleOf(identity, operation);
      const list = byRoot.get(rule.from.operation!) ?? [];
      list.push(rule);
      byRoot.set(rule.from.operation!, list);
    }
  };
  foldExpr(root, (part) => {
    if (part.operation !== undefined) visit(part.operation);
  });
  return byRoot;
}

function rewrite(
  part: Expr,
  byRoot: ReadonlyMap<Operation, readonly Rule[]>,
  kinds: readonly Identity["kind"][],
): Expr {
  const { operation } = part;
  if (operation === undefined) return part;
  if (kinds.includes("algebraic") && part.operands.every((operand) => operand.value !== undefined)) {
    const value = operation.evaluate(...part.operands.map((operand) => operand.value!));
    // What cannot be written shortly stays as it is written: 1/3, not 0.333…
    if (Number.isInteger(value)) return Expr.constant(value);
  }
  for (const rule of byRoot.get(operation) ?? []) {
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

import { algebra } from "./algebra.ts";
import { Expr } from "./expr.ts";
import type { Identity } from "./operation.ts";
import { ofKinds, rewritten } from "./rewrite.ts";

/** A part without variables as the number that it is, where that can be written shortly: 1/3 stays, not 0.333… */
function computed({ operation, operands }: Expr): Expr | undefined {
  if (operation === undefined || operands.some((operand) => operand.value === undefined)) return undefined;
  const value = operation.evaluate(...operands.map((operand) => operand.value!));
  return Number.isInteger(value) ? Expr.constant(value) : undefined;
}

/**
 * A formula made simpler by the identities of the operations in it, to a fixed point.
 *
 * `kinds` chooses the identities: all of them for display, where parts without variables are computed too; `exact` ones
 * keep the floating-point value bit for bit. The result never has more parts than the formula.
 */
export function simplify(root: Expr, kinds: readonly Identity["kind"][] = ["exact", "stable", "algebraic"]): Expr {
  const own = ofKinds(...kinds);
  if (!kinds.includes("algebraic")) return rewritten(root, own);
  return rewritten(root, (operation) => [...own(operation), ...(algebra.get(operation) ?? [])], computed);
}

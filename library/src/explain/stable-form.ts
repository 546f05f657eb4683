import { sameExpr } from "../expr/expr.ts";
import type { Values } from "../graph/primitive.ts";
import { map } from "../graph/primitives/map.ts";
import { stabilize } from "../graph/stabilize.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Operand, ShortForm } from "./derivation.ts";
import { formulaOf, type Plan } from "./fuse.ts";
import { agree, inReadingOrder, lineBelow, mapValues } from "./lines.ts";
import { tidy } from "./tidy.ts";

/**
 * The form of an elementwise line that the engine computes instead of the one that is taught, where there is one:
 * −(y ln σ(z) + …) through log-sigmoid, say. Both are equal; here they also give the same numbers.
 */
export function stableFormOf(
  node: Tensor,
  plan: Plan,
  values: ReadonlyMap<Tensor, Values>,
  parameters: readonly Tensor[],
  operandOf: (tensor: Tensor) => Operand,
): ShortForm | undefined {
  if (node.primitive !== map) return undefined;
  const stable = stabilize(node, parameters);
  if (stable === node || stable.primitive !== map) return undefined;
  const own = formulaOf(node, plan);
  const other = formulaOf(stable, plan);
  const known = other.operands.every((operand) => values.has(operand) && plan.isLine(lineBelow(operand, plan).line));
  if (!known) return undefined;
  const { rule, operands } = inReadingOrder(tidy(other.formula), other.operands);
  if (rule.kind !== "map" || sameExpr(rule.formula, tidy(own.formula))) return undefined;
  const given = operands.map((tensor) => ({ shape: tensor.shape, values: values.get(tensor)! }));
  if (!agree(mapValues(rule.formula, node.shape, given), values.get(node)!)) return undefined;
  const made = operands.map(operandOf);
  return {
    formula: rule.formula,
    operands: made,
    lines: [{ formula: rule.formula, operands: made, reason: { key: "stableForm" } }],
  };
}

import { evaluator } from "../expr/evaluate.ts";
import { type Expr, substitute, variable } from "../expr/expr.ts";
import type { ContractNames, Values } from "../graph/primitive.ts";
import { contract } from "../graph/primitives/contract.ts";
import { constant } from "../graph/primitives/leaves.ts";
import { map } from "../graph/primitives/map.ts";
import { permute } from "../graph/primitives/permute.ts";
import { index } from "../graph/primitives/position.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import { broadcastStrides, forEachElement, type Shape, sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Operand, Role, Rule } from "./derivation.ts";
import { formulaOf, isLeaf, isSpreadNumber, isView, type Plan } from "./fuse.ts";
import { tidy } from "./tidy.ts";

/** The line that a tensor shows, below its views, and whether they turn it. */
export function lineBelow(tensor: Tensor, plan: Plan): { readonly line: Tensor; readonly transposed: boolean } {
  let transposed = false;
  let at = tensor;
  while (!plan.isLine(at) && isView(at)) {
    if (at.primitive === permute && at.shape.length === 2) transposed = !transposed;
    at = at.inputs[0]!;
  }
  return { line: at, transposed };
}

/** A rule with the tensors that it is applied to. */
export interface Line {
  readonly rule: Rule;
  readonly operands: readonly Tensor[];
}

/** What a line does: its rule and operands. Formulas are written without guards where that changes no number here. */
export function lineOf(
  node: Tensor,
  plan: Plan,
  values: ReadonlyMap<Tensor, Values>,
  roleOf: (leaf: Tensor) => Role,
): Line {
  const scaled = plan.scaled.get(node);
  if (scaled !== undefined) {
    const { axes } = scaled.sum.attributes as ReduceAttributes;
    return { rule: { kind: "reduce", reduction: "sum", axes, factor: scaled.factor }, operands: scaled.sum.inputs };
  }
  if (node.primitive === map || isSpreadNumber(node, plan)) {
    const { formula, operands } = formulaOf(node, plan);
    return inReadingOrder(readable(formula, node.shape, operands, values), operands);
  }
  if (isLeaf(node)) {
    const role = node.primitive === constant ? "constant" : node.primitive === index ? "index" : roleOf(node);
    return { rule: { kind: "given", role }, operands: [] };
  }
  if (node.primitive === contract)
    return { rule: { kind: "contract", names: node.attributes as ContractNames }, operands: node.inputs };
  if (node.primitive === reduce) {
    const { kind, axes } = node.attributes as ReduceAttributes;
    return { rule: { kind: "reduce", reduction: kind, axes, factor: 1 }, operands: node.inputs };
  }
  return { rule: { kind: "primitive", primitive: node.primitive.name }, operands: node.inputs };
}

/** A formula's operands in the order in which a reader meets them; those that it no longer uses are left out. */
export function inReadingOrder(formula: Expr, operands: readonly Tensor[]): Line {
  const met: string[] = [];
  const seen = new Set<Expr>();
  const visit = (part: Expr): void => {
    if (seen.has(part)) return;
    seen.add(part);
    if (part.variable !== undefined && !met.includes(part.variable)) met.push(part.variable);
    part.operands.forEach(visit);
  };
  visit(formula);
  const renamed = new Map(met.map((name, i) => [name, variable(`a${i}`)]));
  return {
    rule: { kind: "map", formula: substitute(formula, renamed) },
    operands: met.map((name) => operands[Number(name.slice(1))]!),
  };
}

/** An operand with its numbers. */
export function operandOf(
  tensor: Tensor,
  plan: Plan,
  values: ReadonlyMap<Tensor, Values>,
  idOf: (line: Tensor) => string,
): Operand {
  const { line, transposed } = lineBelow(tensor, plan);
  // Views move numbers and change none, so they can move the numbers of places as well.
  const places = (at: Tensor = tensor): Float64Array =>
    at === line
      ? Float64Array.from({ length: sizeOf(line.shape) }, (_, i) => i)
      : at.primitive.evaluate(at, [places(at.inputs[0]!)]);
  return { step: idOf(line), shape: tensor.shape, transposed, values: values.get(tensor)!, places: () => places() };
}

/** The values of a formula over operands that are stretched to a shape. */
export function mapValues(
  formula: Expr,
  shape: Shape,
  operands: readonly { readonly shape: Shape; readonly values: ArrayLike<number> }[],
): Float64Array {
  const f = evaluator(
    formula,
    operands.map((_, i) => `a${i}`),
  );
  const out = new Float64Array(sizeOf(shape));
  const args = new Array<number>(operands.length);
  forEachElement(
    shape,
    operands.map((one) => broadcastStrides(one.shape, shape)),
    (element, offsets) => {
      for (let i = 0; i < args.length; i++) args[i] = operands[i]!.values[offsets[i]!]!;
      out[element] = f(...args);
    },
  );
  return out;
}

/** How close two ways of computing the same number must be. */
const tolerance = 1e-9;

/** Whether two lists of numbers agree up to rounding; what is no number must be so in both. */
export function agree(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i]!, b[i]!];
    if (Object.is(p, q) || p === q) continue;
    if (!(Math.abs(p - q) <= tolerance * Math.max(1e-3, Math.abs(p), Math.abs(q)))) return false;
  }
  return true;
}

/** The tidy form where it gives the same numbers as the formula, else the formula as it stands. */
function readable(formula: Expr, shape: Shape, operands: readonly Tensor[], values: ReadonlyMap<Tensor, Values>): Expr {
  const shorter = tidy(formula);
  if (shorter === formula) return formula;
  const given = operands.map((one) => ({ shape: one.shape, values: values.get(one)! }));
  return agree(mapValues(shorter, shape, given), mapValues(formula, shape, given)) ? shorter : formula;
}

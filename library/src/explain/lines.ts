import { evaluator } from "../expr/evaluate.ts";
import { type Expr, substitute, variable } from "../expr/expr.ts";
import { apply } from "../graph/build.ts";
import { valueOf } from "../graph/evaluate.ts";
import { input } from "../graph/functions.ts";
import type { ContractNames, PadAttributes, Values } from "../graph/primitive.ts";
import { concat } from "../graph/primitives/concat.ts";
import { contract } from "../graph/primitives/contract.ts";
import { constant } from "../graph/primitives/leaves.ts";
import { map } from "../graph/primitives/map.ts";
import { pad } from "../graph/primitives/pad.ts";
import { permute } from "../graph/primitives/permute.ts";
import { index } from "../graph/primitives/position.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import { type FoldAttributes, window } from "../graph/primitives/window.ts";
import { broadcastStrides, forEachElement, type Shape, sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Operand, Role, Rule } from "./derivation.ts";
import { formulaOf, isLeaf, isSpreadNumber, isView, type Plan } from "./fuse.ts";
import { placementOf } from "./placement.ts";
import { tidy } from "./tidy.ts";

/** The line that a tensor shows, below its views, and whether they turn it. */
export function lineBelow(tensor: Tensor, plan: Plan): { readonly line: Tensor; readonly transposed: boolean } {
  let transposed = false;
  let at = tensor;
  while (!plan.isLine(at) && (isView(at) || at.primitive === pad)) {
    if (at.primitive === permute && at.shape.length === 2) transposed = !transposed;
    at = at.inputs[0]!;
  }
  return { line: at, transposed };
}

/** The lines that these tensors show and those below, in the order of the graph. */
export function linesUnder(tensors: readonly Tensor[], line: (node: Tensor) => Line, plan: Plan): readonly Tensor[] {
  const used = new Set<Tensor>();
  const waiting = [...tensors];
  while (waiting.length > 0) {
    const { line: own } = lineBelow(waiting.pop()!, plan);
    if (used.has(own)) continue;
    used.add(own);
    waiting.push(...line(own).operands);
  }
  return plan.order.filter((node) => used.has(node));
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
  /** A view once more, to be seen through where the line is the view itself. */
  seenThrough: (view: Tensor) => Tensor,
): Line {
  const won = wonLine(node);
  if (won !== undefined) return won;
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
  const laid = plan.folded.get(node);
  if (laid !== undefined) return { rule: { kind: "overlap", folds: laid.folds }, operands: [laid.windows] };
  if (node.primitive === concat)
    return { rule: { kind: "join", ...(node.attributes as { readonly axis: number }) }, operands: node.inputs };
  if (isView(node)) return { rule: { kind: "map", formula: variable("a0") }, operands: [seenThrough(node)] };
  return { rule: { kind: "primitive", primitive: node.primitive.name }, operands: node.inputs };
}

/** Whether a node is what a maximum hands back: the gradient for the number that won, 0 for the others. */
export function isWon({ origin }: Tensor): boolean {
  const { forward, operand } = origin ?? {};
  return (
    operand !== undefined && forward?.primitive === reduce && (forward.attributes as ReduceAttributes).kind === "max"
  );
}

/** Who won is told in words: the formulas by which the graph finds out (positions, ties) are nobody's mathematics. */
function wonLine(node: Tensor): Line | undefined {
  if (!isWon(node)) return undefined;
  const { forward } = node.origin!;
  const { axes, ties = "shared" } = forward.attributes as ReduceAttributes;
  const arriving = node.inputs[ties === "first" ? 2 : 1]!;
  return { rule: { kind: "won", axes, ties }, operands: [forward.inputs[0]!, arriving, forward] };
}

/** For every number of windows the place on which it is laid. */
export function laidPlaces(folds: readonly FoldAttributes[], shape: Shape): Float64Array {
  const places = Float64Array.from({ length: sizeOf(shape) }, (_, i) => i);
  const laid = folds.reduceRight<{ readonly shape: Shape; readonly places: Float64Array }>(
    (sofar, { length: _, ...attributes }) => {
      const node = apply(window, [input("places", sofar.shape)], attributes);
      return { shape: node.shape, places: valueOf(node, [sofar.places]) };
    },
    { shape, places },
  );
  return laid.places;
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
      : valueOf(outsideMarked(at), [places(at.inputs[0]!)]);
  const placement = placementOf(tensor, (at) => at === line);
  return {
    step: idOf(line),
    shape: tensor.shape,
    transposed,
    values: values.get(tensor)!,
    places: () => places(),
    placement,
  };
}

/** A margin whose numbers say that they lie outside. */
function outsideMarked(view: Tensor): Tensor {
  if (view.primitive !== pad) return view;
  return apply(pad, view.inputs, { ...(view.attributes as PadAttributes), value: Number.NaN });
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

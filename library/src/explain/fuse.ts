import { constant as constantExpr, type Expr, substitute, variable } from "../expr/expr.ts";
import { div } from "../expr/operations/div.ts";
import { mul } from "../expr/operations/mul.ts";
import { neg } from "../expr/operations/neg.ts";
import { broadcast } from "../graph/primitives/broadcast.ts";
import { type ConstantAttributes, constant, type NamedAttributes } from "../graph/primitives/leaves.ts";
import { type MapAttributes, map } from "../graph/primitives/map.ts";
import { pad } from "../graph/primitives/pad.ts";
import { permute } from "../graph/primitives/permute.ts";
import { index } from "../graph/primitives/position.ts";
import { random } from "../graph/primitives/random.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import { reshape } from "../graph/primitives/reshape.ts";
import { slice } from "../graph/primitives/slice.ts";
import { stopGradient } from "../graph/primitives/stop-gradient.ts";
import { type FoldAttributes, fold, window } from "../graph/primitives/window.ts";
import { sizeOf } from "../graph/shape.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";

const views = new Set([reshape, permute, broadcast, stopGradient, slice, window]);

/** Whether a node only shows numbers of its operand, in another shape or at other places. */
export function isView(node: Tensor): boolean {
  return views.has(node.primitive);
}

/** Whether a node is given: an input, a state, numbers, a position or a random draw. */
export function isLeaf(node: Tensor): boolean {
  return node.inputs.length === 0 || node.primitive === random;
}

/** Whether nothing below a node is given from outside and nothing is drawn: its numbers stand in the graph. */
function fixedNumbers(order: readonly Tensor[]): ReadonlySet<Tensor> {
  const fixed = new Set<Tensor>();
  for (const node of order) {
    const own = node.primitive === constant || node.primitive === index;
    if (own || (node.inputs.length > 0 && node.primitive !== random && node.inputs.every((one) => fixed.has(one))))
      fixed.add(node);
  }
  return fixed;
}

/** The node below views. */
export function below(node: Tensor): Tensor {
  let at = node;
  while (isView(at)) at = at.inputs[0]!;
  return at;
}

/** The number that a tensor holds everywhere, where it is known without running anything. */
function uniform(node: Tensor): number | undefined {
  const base = below(node);
  if (base.primitive !== constant) return undefined;
  const { data } = base.attributes as ConstantAttributes;
  if (data.length === 0 || data.some((value) => value !== data[0])) return undefined;
  return data[0];
}

/** A sum followed by a multiplication with a number: the mean and its like. */
function scaledReduce(node: Tensor): { readonly sum: Tensor; readonly factor: number } | undefined {
  if (node.primitive !== map || node.inputs.length !== 1) return undefined;
  const { formula } = node.attributes as MapAttributes;
  const sum = below(node.inputs[0]!);
  if (sum.primitive !== reduce || (sum.attributes as ReduceAttributes).kind !== "sum") return undefined;
  const [a, b] = formula.operands;
  if (formula.operation === neg && a?.variable !== undefined) return { sum, factor: -1 };
  if (formula.operation === div && a?.variable !== undefined && b?.value !== undefined)
    return { sum, factor: 1 / b.value };
  if (formula.operation !== mul) return undefined;
  const factor = a?.value ?? b?.value;
  return factor === undefined ? undefined : { sum, factor };
}

/** Which nodes of a graph are lines of their own; all others are parts of a line's formula, or views. */
export interface Plan {
  readonly order: readonly Tensor[];
  readonly isLine: (node: Tensor) => boolean;
  /** Sums that are shown together with the multiplication that follows, by that node. */
  readonly scaled: ReadonlyMap<Tensor, { readonly sum: Tensor; readonly factor: number }>;
  /** Windows along several axes that are laid down one axis after the other, by the last of these: what they hold, and how they lie. */
  readonly folded: ReadonlyMap<Tensor, { readonly windows: Tensor; readonly folds: readonly FoldAttributes[] }>;
}

/**
 * Divides a graph into lines: each primitive that is no elementwise formula is one; elementwise nodes are joined to one
 * formula as long as a single line uses them.
 *
 * `must` names nodes that are lines in any case (what a layer gives, labeled nodes, gradients); `repeated` nodes that are
 * written out again wherever they are used.
 */
export function planLines(
  roots: readonly Tensor[],
  must: ReadonlySet<Tensor>,
  repeated: (node: Tensor) => boolean = () => false,
): Plan {
  const order = ancestors(roots);
  const users = new Map<Tensor, Tensor[]>();
  for (const node of order) for (const one of new Set(node.inputs)) users.set(one, [...(users.get(one) ?? []), node]);
  const fixed = fixedNumbers(order);
  const wanted = new Set([...must, ...roots]);
  const scaled = new Map<Tensor, { sum: Tensor; factor: number }>();
  const absorbed = new Set<Tensor>();
  const onlyUser = (node: Tensor, last: Tensor): boolean => {
    let at = node;
    for (;;) {
      const list = users.get(at) ?? [];
      if (list.length !== 1) return false;
      if (list[0] === last) return true;
      at = list[0]!;
      if (!isView(at) || wanted.has(at)) return false;
    }
  };
  for (const node of order) {
    const found = scaledReduce(node);
    if (found === undefined || wanted.has(found.sum) || !onlyUser(found.sum, node)) continue;
    scaled.set(node, found);
    absorbed.add(found.sum);
    wanted.add(node);
  }
  const folded = new Map<Tensor, { windows: Tensor; folds: readonly FoldAttributes[] }>();
  for (const node of order) {
    if (node.primitive !== fold) continue;
    const [inner] = node.inputs as [Tensor];
    const own = node.attributes as FoldAttributes;
    const before = folded.get(inner);
    const joins = before !== undefined && !wanted.has(inner) && onlyUser(inner, node);
    folded.set(
      node,
      joins ? { windows: before.windows, folds: [...before.folds, own] } : { windows: inner, folds: [own] },
    );
    if (joins) absorbed.add(inner);
  }
  /** What is put around something is part of the windows that are laid on it: what lies outside. */
  const isMargin = (node: Tensor): boolean =>
    node.primitive === pad &&
    !wanted.has(node) &&
    (users.get(node) ?? []).every((user) => (user.primitive === window && !wanted.has(user)) || isMargin(user));
  /** Whether something else than a formula uses a node, so that its numbers need a name. */
  const isUsedWhole = (node: Tensor): boolean =>
    (users.get(node) ?? []).some((user) => (isView(user) ? isUsedWhole(user) : user.primitive !== map));
  const lines = new Set<Tensor>();
  /** The lines that a node takes part in, and whether it must be one itself because its shape is changed on the way. */
  const uses = new Map<Tensor, { readonly targets: ReadonlySet<Tensor>; readonly blocked: boolean }>();
  const usesOf = (node: Tensor): { targets: ReadonlySet<Tensor>; blocked: boolean } => {
    const targets = new Set<Tensor>();
    let blocked = false;
    for (const user of users.get(node) ?? []) {
      if (lines.has(user)) {
        targets.add(user);
        if (user.primitive !== map && !isView(user)) blocked = true;
        if (isView(user) && sizeOf(node.shape) > 1) blocked = true;
        if (scaled.has(user)) blocked = true;
        continue;
      }
      const further = uses.get(user)!;
      for (const target of further.targets) targets.add(target);
      if (absorbed.has(user) || further.blocked || user.primitive === pad || (isView(user) && sizeOf(node.shape) > 1))
        blocked = true;
    }
    return { targets, blocked };
  };
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    const use = usesOf(node);
    const isPlainView = (isView(node) && !wanted.has(node)) || isMargin(node);
    const inlined = node.primitive === map && !wanted.has(node) && !use.blocked;
    const isNumber = fixed.has(node) && uniform(node) !== undefined && !wanted.has(node) && !isUsedWhole(node);
    const foldable =
      fixed.has(node) && sizeOf(node.shape) === 1 && node.primitive === map && !wanted.has(node) && !isUsedWhole(node);
    if (
      !isPlainView &&
      !absorbed.has(node) &&
      !isNumber &&
      !foldable &&
      !(inlined && (use.targets.size <= 1 || repeated(node)))
    )
      lines.add(node);
    uses.set(
      node,
      isPlainView || absorbed.has(node) || !lines.has(node) ? use : { targets: new Set(), blocked: false },
    );
  }
  return { order, isLine: (node) => lines.has(node), scaled, folded };
}

/** The formula of a line: its operands are lines (or views of lines), everything between is written out. */
export function formulaOf(node: Tensor, plan: Plan): { readonly formula: Expr; readonly operands: readonly Tensor[] } {
  const operands: Tensor[] = [];
  const memory = new Map<Tensor, Expr>();
  const operandOf = (tensor: Tensor): Expr => {
    const known = operands.indexOf(tensor);
    return variable(`a${known >= 0 ? known : operands.push(tensor) - 1}`);
  };
  const written = (tensor: Tensor): Expr => {
    if (plan.isLine(tensor)) return operandOf(tensor);
    const number = uniform(tensor);
    if (number !== undefined) return constantExpr(number);
    const base = below(tensor);
    const isPart = base.primitive === map && !plan.isLine(base) && (base === tensor || sizeOf(base.shape) === 1);
    return isPart ? body(base) : operandOf(tensor);
  };
  const body = (tensor: Tensor): Expr => {
    const known = memory.get(tensor);
    if (known !== undefined) return known;
    const { formula } = tensor.attributes as MapAttributes;
    const made = substitute(formula, new Map(tensor.inputs.map((one, i) => [`a${i}`, written(one)])));
    memory.set(tensor, made);
    return made;
  };
  const base = below(node);
  const isPart = node.primitive !== map && base.primitive === map && !plan.isLine(base) && sizeOf(base.shape) === 1;
  const whole = uniform(node);
  if (whole !== undefined) return { formula: constantExpr(whole), operands };
  return { formula: isPart ? body(base) : body(node), operands };
}

/** Whether a line shows a single number everywhere, which a formula says better. */
export function isSpreadNumber(node: Tensor, plan: Plan): boolean {
  const base = below(node);
  return (
    uniform(node) !== undefined ||
    (isView(node) && sizeOf(base.shape) === 1 && base.primitive === map && !plan.isLine(base))
  );
}

/** The name of a leaf, where it has one. */
export function leafName(node: Tensor): string | undefined {
  return (node.attributes as Partial<NamedAttributes>).name;
}

import { variable } from "../expr/expr.ts";
import { apply } from "../graph/build.ts";
import { concat } from "../graph/primitives/concat.ts";
import { contract } from "../graph/primitives/contract.ts";
import { gather } from "../graph/primitives/gather.ts";
import { constant, input, state } from "../graph/primitives/leaves.ts";
import { map } from "../graph/primitives/map.ts";
import { index } from "../graph/primitives/position.ts";
import { random } from "../graph/primitives/random.ts";
import { reduce } from "../graph/primitives/reduce.ts";
import { type Shape, sameShape, stridesOf } from "../graph/shape.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";
import { ArgumentError } from "../util/errors.ts";
import type { Special } from "./special.ts";
import type { Step } from "./step.ts";
import { isViewPrimitive, ownView, type View, viewOf } from "./view.ts";

/** Nodes that one kernel computes, all of one shape, in an order in which they can be computed. */
export interface Cluster {
  readonly shape: Shape;
  readonly members: Tensor[];
  /** The contraction or reduction whose result the other members work on, if there is one. */
  anchor: Tensor | undefined;
  /** Other clusters that must have run before. */
  readonly after: Set<Cluster>;
}

/** A graph divided into kernels: which cluster computes a node, and how a node's memory is seen. */
export interface Clustering {
  readonly clusters: readonly Cluster[];
  readonly clusterOf: ReadonlyMap<Tensor, Cluster>;
  readonly view: (tensor: Tensor) => View;
  /** Nodes computed inside the reduction, or the fold, that alone uses them. */
  readonly absorbed: ReadonlySet<Tensor>;
  /** Nodes that are read from memory by another kernel, or are results. */
  readonly stored: ReadonlySet<Tensor>;
}

const leaves = new Set([input, state, constant]);
const pointwise = new Set([map, gather, random, index]);
const anchors = new Set([contract, reduce]);

/**
 * The strides of what is computed to be a part of a concatenation, and no result itself: it is written straight into that,
 * into the first where there are several.
 */
function stridesOfParts(
  order: readonly Tensor[],
  results: ReadonlySet<Tensor>,
): ReadonlyMap<Tensor, readonly number[]> {
  const found = new Map<Tensor, readonly number[]>();
  for (const node of order) {
    if (node.primitive !== concat) continue;
    for (const part of node.inputs) {
      const isWritten = isPointwise(part) || anchors.has(part.primitive);
      if (isWritten && part.type === node.type && !results.has(part) && !found.has(part))
        found.set(part, stridesOf(node.shape));
    }
  }
  return found;
}

/** Whether nodes of this kind are computed point by point and can share a kernel with others of their shape. */
export function isPointwise(tensor: Tensor): boolean {
  return pointwise.has(tensor.primitive);
}

export function isLeaf(tensor: Tensor): boolean {
  return leaves.has(tensor.primitive);
}

/** Whether a node is one of those that every network may have, and needs no special kernels. */
export function isCommon(tensor: Tensor): boolean {
  const { primitive } = tensor;
  return (
    isLeaf(tensor) || isViewPrimitive(tensor) || isPointwise(tensor) || anchors.has(primitive) || primitive === concat
  );
}

/** Whether `from` must run after `target`, directly or not. */
function reaches(from: Cluster, target: Cluster): boolean {
  const seen = new Set<Cluster>();
  const stack = [from];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (next === target) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    stack.push(...next.after);
  }
  return false;
}

/**
 * Divides the graph of a step into clusters, one kernel each: maps join the kernel of an operand or a neighbor of
 * their shape, and the maps that only a reduction uses are computed inside it. `special` knows the nodes that have kernels
 * of their own, and `leafView` says how leaves lie in memory;
 * row by row, unless said otherwise.
 */
export function cluster(
  step: Step,
  special: Special | undefined,
  leafView: (leaf: Tensor) => View = ownView,
): Clustering {
  const results = [...Object.values(step.outputs), ...(step.updates ?? []).map(([, value]) => value)];
  const order = ancestors([...results, ...(step.updates ?? []).map(([target]) => target)]);
  const uses = new Map<Tensor, Tensor[]>();
  for (const node of order)
    for (const operand of node.inputs) {
      const list = uses.get(operand) ?? [];
      list.push(node);
      uses.set(operand, list);
    }
  const isResult = new Set(results);

  const absorbed = new Set<Tensor>();
  for (const node of [...order].reverse()) {
    const [only, ...others] = uses.get(node) ?? [];
    if (only === undefined || others.length > 0 || isResult.has(node)) continue;
    if (special?.absorbs(node, only) === true) absorbed.add(node);
    if (!isPointwise(node)) continue;
    const inReduction = only.primitive === reduce;
    const inAbsorbed = absorbed.has(only) && only.primitive === map && sameShape(only.shape, node.shape);
    if (inReduction || inAbsorbed) absorbed.add(node);
  }

  const isAlone = ({ primitive }: Tensor): boolean =>
    primitive === concat || special?.emit.has(primitive.name) === true;
  const strides = stridesOfParts(order, isResult);
  const views = new Map<Tensor, View>();
  const clusters: Cluster[] = [];
  const clusterOf = new Map<Tensor, Cluster>();
  const stored = new Set<Tensor>();
  const view = (tensor: Tensor): View => views.get(tensor)!;

  /** The operands whose memory a member reads; absorbed operands are replaced by theirs. */
  const outside = (member: Tensor, own: Cluster | undefined): Tensor[] =>
    member.inputs.flatMap((operand) => {
      if (absorbed.has(operand)) return outside(operand, own);
      return own !== undefined && clusterOf.get(operand) === own ? [] : [operand];
    });
  const clusterBehind = (operand: Tensor): Cluster | undefined => clusterOf.get(view(operand).base);

  const canJoin = (member: Tensor, target: Cluster): boolean => {
    if (!sameShape(target.shape, member.shape) || isAlone(target.members[0]!)) return false;
    // What is picked, and by which index, is read from memory: another kernel must have written it.
    const picks = member.primitive === gather || member.primitive === random;
    if (picks && member.inputs.some((operand) => clusterBehind(operand) === target)) return false;
    return outside(member, target).every((operand) => {
      const behind = clusterBehind(operand);
      return behind === undefined || !reaches(behind, target);
    });
  };
  const place = (member: Tensor, target: Cluster): void => {
    target.members.push(member);
    clusterOf.set(member, target);
    views.set(member, { ...ownView(member), strides: strides.get(member) ?? stridesOf(member.shape) });
    for (const operand of outside(member, target)) {
      const behind = clusterBehind(operand);
      stored.add(view(operand).base);
      if (behind !== undefined && behind !== target) target.after.add(behind);
    }
  };
  const open = (member: Tensor): void => {
    const fresh: Cluster = {
      shape: member.shape,
      members: [],
      anchor: anchors.has(member.primitive) ? member : undefined,
      after: new Set(),
    };
    clusters.push(fresh);
    place(member, fresh);
  };

  for (const node of order) {
    if (absorbed.has(node)) continue;
    if (isLeaf(node)) {
      views.set(node, leafView(node));
      continue;
    }
    if (isViewPrimitive(node)) {
      let seen = viewOf(node, view);
      if (seen === undefined) {
        // The memory is not laid out for this shape: copy it into rows first.
        const copy = apply(map, [node.inputs[0]!], { formula: variable("a0"), type: node.type });
        open(copy);
        seen = viewOf(node, () => ownView(copy))!;
      }
      views.set(node, seen);
      continue;
    }
    if (isPointwise(node)) {
      const near = node.inputs.map((operand) => clusterOf.get(operand)).filter((c) => c !== undefined);
      const candidates = [...near.reverse(), ...clusters.filter((c) => c.anchor === undefined)];
      const home = candidates.find((candidate) => canJoin(node, candidate));
      if (home === undefined) open(node);
      else place(node, home);
      continue;
    }
    if (anchors.has(node.primitive) || isAlone(node)) {
      open(node);
      continue;
    }
    throw new ArgumentError(`${node.primitive.name} cannot be compiled yet`, {
      ...(node.layer === undefined ? {} : { place: node.layer }),
      remedy: "use evaluate, or the reference backend",
    });
  }
  for (const result of results) stored.add(view(result).base);
  return { clusters, clusterOf, view, absorbed, stored };
}

/** Clusters in an order in which each runs after those it needs. */
export function schedule(clusters: readonly Cluster[]): Cluster[] {
  const done = new Set<Cluster>();
  const order: Cluster[] = [];
  const visit = (one: Cluster): void => {
    if (done.has(one)) return;
    done.add(one);
    for (const earlier of one.after) visit(earlier);
    order.push(one);
  };
  for (const one of clusters) visit(one);
  return order;
}

/** Makes `later` run after `earlier`, unless that would turn round an order that is needed already. */
export function orderAfter(later: Cluster, earlier: Cluster): boolean {
  if (later === earlier) return true;
  if (reaches(earlier, later)) return false;
  later.after.add(earlier);
  return true;
}

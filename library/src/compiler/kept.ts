import { build } from "../graph/build.ts";
import type { ContractNames } from "../graph/primitive.ts";
import { concat } from "../graph/primitives/concat.ts";
import { contract, contractSizes } from "../graph/primitives/contract.ts";
import { input } from "../graph/primitives/leaves.ts";
import { type MapAttributes, map } from "../graph/primitives/map.ts";
import { pad } from "../graph/primitives/pad.ts";
import { random } from "../graph/primitives/random.ts";
import { noted, rewrite } from "../graph/rewrite.ts";
import { type ScanAttributes, scanOf, scanResult, stackedCarry } from "../graph/scans.ts";
import { sizeOf } from "../graph/shape.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";
import { isLeaf } from "./cluster.ts";
import { LaneBuilder } from "./lanes.ts";
import type { Step } from "./step.ts";
import { isViewPrimitive } from "./view.ts";

/** What writing a number and reading it again costs, in operations: beyond that it is kept, below it is computed again. */
const keeping = 8;
/** Operations of a random number. */
const drawing = 100;

const attributesOf = (loop: Tensor): ScanAttributes => loop.attributes as ScanAttributes;

/** The results of a turn. */
const resultsOf = ({ body: { next, outputs } }: ScanAttributes): readonly Tensor[] => [...next, ...outputs];

/** What a turn of a loop reads: its placeholders, each with the operand of the loop that it stands for. */
function operandsOf(loop: Tensor): ReadonlyMap<Tensor, Tensor> {
  const { body } = attributesOf(loop);
  const [count, rest] = [body.carries.length, body.carries.length + body.elements.length];
  return new Map([
    ...body.elements.map((element, i) => [element, loop.inputs[count + i]!] as const),
    ...body.constants.map((fixed, i) => [fixed, loop.inputs[rest + i]!] as const),
  ]);
}

/** Whether two nodes look at the same memory in the same way. */
function sameView(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  if (a.primitive !== b.primitive || !isViewPrimitive(a)) return false;
  return JSON.stringify(a.attributes) === JSON.stringify(b.attributes) && sameView(a.inputs[0]!, b.inputs[0]!);
}

/**
 * The nodes of a later loop's turn that an earlier loop computes in its turn for the same element: all that the turns
 * share which depends on nothing but sequences, constants, and carries as the earlier loop found them.
 */
function computedBefore(earlier: Tensor, later: Tensor): ReadonlySet<Tensor> {
  const [from, own] = [operandsOf(earlier), operandsOf(later)];
  const { carries } = attributesOf(earlier).body;
  const isSame = (placeholder: Tensor): boolean => {
    const seen = own.get(placeholder);
    if (seen === undefined) return false;
    const which = carries.indexOf(placeholder);
    if (which < 0) return from.get(placeholder) === seen;
    return (
      attributesOf(earlier).stacked[which] === true && sameView(seen, stackedCarry(earlier, which, "before", build))
    );
  };
  const there = new Set(ancestors(resultsOf(attributesOf(earlier))));
  const found = new Set<Tensor>();
  for (const node of ancestors(resultsOf(attributesOf(later)))) {
    if (!there.has(node)) continue;
    const known = isLeaf(node) ? node.primitive !== input || isSame(node) : node.inputs.every((one) => found.has(one));
    if (known) found.add(node);
  }
  return found;
}

/** Operations that a node takes, its operands given. */
function costOf(node: Tensor): number {
  const { primitive, inputs } = node;
  if (isViewPrimitive(node) || isLeaf(node)) return 0;
  if (scanOf(node) !== undefined) return Number.POSITIVE_INFINITY;
  if (primitive === contract) {
    const sizes = contractSizes(inputs[0]!.shape, inputs[1]!.shape, node.attributes as ContractNames);
    return 2 * sizeOf([...sizes.values()]);
  }
  if (primitive === map) {
    const builder = new LaneBuilder();
    const variables = new Map(inputs.map((_, i) => [`a${i}`, builder.source(i)]));
    builder.formula((node.attributes as MapAttributes).formula, variables);
    return builder.lanes.filter(({ kind }) => kind === "operation").length * sizeOf(node.shape);
  }
  if (primitive === random) return drawing * sizeOf(node.shape);
  const moved = [pad, concat].includes(primitive) ? [node] : [node, ...inputs];
  return Math.max(...moved.map(({ shape }) => sizeOf(shape)));
}

/** The nodes among those that were computed before which are worth keeping for a loop, operands first. */
function worthKeeping(later: Tensor, before: ReadonlySet<Tensor>, given: ReadonlySet<Tensor>): readonly Tensor[] {
  const results = resultsOf(attributesOf(later));
  const order = ancestors(results);
  const wanted = new Set<Tensor>();
  /** Views are made again; what they look at is wanted. */
  const want = (node: Tensor): void => {
    if (!before.has(node) || isLeaf(node)) return;
    if (isViewPrimitive(node)) want(node.inputs[0]!);
    else wanted.add(node);
  };
  for (const node of order) if (!before.has(node)) node.inputs.forEach(want);
  results.forEach(want);
  const there = new Set<Tensor>();
  const again = (node: Tensor, seen: Set<Tensor>): number => {
    if (there.has(node) || seen.has(node)) return 0;
    seen.add(node);
    return node.inputs.reduce((sum, operand) => sum + again(operand, seen), costOf(node));
  };
  return order.filter((node) => {
    if (!wanted.has(node)) return false;
    // What a loop gives is real numbers.
    const keep = given.has(node) || (node.type === "real" && again(node, new Set()) > keeping * sizeOf(node.shape));
    if (keep) there.add(node);
    return keep;
  });
}

/** For a loop: which nodes of its turn are found in another loop instead of being computed. */
type Found = ReadonlyMap<Tensor, Tensor>;

/** The placeholders that a turn still needs. */
function needed(attributes: ScanAttributes): ReadonlySet<Tensor> {
  return new Set(ancestors([...resultsOf(attributes), ...attributes.body.carries]));
}

/**
 * A step in which loops keep what later loops would compute again: the derivative of a loop begins each of its turns
 * with the turn that it differentiates. What costs less than to be kept is computed again all the same.
 */
export function withKept(step: Step): Step {
  const roots = [...Object.values(step.outputs), ...(step.updates ?? []).flat()];
  const loops = ancestors(roots).filter((node) => scanOf(node) !== undefined);
  const found = new Map<Tensor, Map<Tensor, Tensor>>();
  const kept = new Map<Tensor, Tensor[]>(loops.map((one) => [one, []]));
  loops.forEach((later, i) => {
    const own = new Map<Tensor, Tensor>();
    for (const earlier of loops.slice(0, i)) {
      const { body, stacked } = attributesOf(earlier);
      const before = computedBefore(earlier, later);
      const given = new Set([...body.next.filter((_, which) => stacked[which]), ...body.outputs]);
      for (const node of worthKeeping(later, before, given)) {
        if (own.has(node)) continue;
        own.set(node, earlier);
        const list = kept.get(earlier)!;
        if (!given.has(node) && !list.includes(node)) list.push(node);
      }
    }
    if (own.size > 0) found.set(later, own);
  });
  if (found.size === 0) return step;

  const made = new Map<Tensor, Tensor>();
  /** The values of a node of a loop's turn at all times. */
  const valuesOf = (node: Tensor, original: Tensor): Tensor => {
    const { body, stacked } = attributesOf(original);
    const loop = made.get(original)!;
    const carry = body.next.findIndex((next, which) => next === node && stacked[which] === true);
    if (carry >= 0) return stackedCarry(loop, carry, "after", build);
    const all = [...body.outputs, ...kept.get(original)!];
    return scanResult(loop, body.next.length + all.indexOf(node), build);
  };
  const changed = rewrite(roots, (node, original) => {
    if (scanOf(node) === undefined) return node;
    const whole = extended(node, kept.get(original)!, found.get(original) ?? new Map(), valuesOf);
    made.set(original, whole);
    return build.slice(whole, { start: [0], size: node.shape, step: [1] });
  });
  return {
    ...step,
    outputs: Object.fromEntries(Object.entries(step.outputs).map(([name, value]) => [name, changed(value)])),
    updates: (step.updates ?? []).map(([target, value]) => [changed(target), changed(value)] as const),
  };
}

/** A loop with more outputs, in whose turns some nodes are elements of other loops' values. */
function extended(
  node: Tensor,
  more: readonly Tensor[],
  found: Found,
  valuesOf: (inner: Tensor, loop: Tensor) => Tensor,
): Tensor {
  if (more.length === 0 && found.size === 0) return node;
  const attributes = attributesOf(node);
  const { carries, elements, constants, next, outputs } = attributes.body;
  const placeholders = new Map(
    [...found.keys()].map((inner, i) => [
      inner,
      build.apply(input, [], { name: `kept${i}`, shape: inner.shape, type: inner.type }),
    ]),
  );
  const all = [...next, ...outputs, ...more];
  const inTurn = rewrite(all, (inner, original) => placeholders.get(original) ?? inner);
  const body = {
    carries,
    elements: [...elements, ...placeholders.values()],
    constants,
    next: next.map(inTurn),
    outputs: [...outputs, ...more].map(inTurn),
  };
  const uses = needed({ ...attributes, body });
  const [count, rest] = [carries.length, carries.length + elements.length];
  const sequences = [
    ...node.inputs.slice(count, rest),
    ...[...found].map(([inner, loop]) => valuesOf(inner, loop)),
  ].filter((_, i) => uses.has(body.elements[i]!));
  const fixed = node.inputs.slice(rest).filter((_, i) => uses.has(constants[i]!));
  const used = (placeholder: Tensor): boolean => uses.has(placeholder);
  const loop = build.apply(node.primitive, [...node.inputs.slice(0, count), ...sequences, ...fixed], {
    ...attributes,
    body: { ...body, elements: body.elements.filter(used), constants: constants.filter(used) },
  });
  return noted(loop, node);
}

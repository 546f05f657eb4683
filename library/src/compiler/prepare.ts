import { variable } from "../expr/expr.ts";
import { apply, build } from "../graph/build.ts";
import { joining } from "../graph/joins.ts";
import type { SliceAttributes } from "../graph/primitive.ts";
import { map } from "../graph/primitives/map.ts";
import { type ScanAttributes, scan } from "../graph/primitives/scan.ts";
import { slice } from "../graph/primitives/slice.ts";
import { noted, rewrite } from "../graph/rewrite.ts";
import type { Tensor } from "../graph/tensor.ts";
import { chunked } from "./chunks.ts";
import { isLeaf } from "./cluster.ts";
import { unfolded } from "./folds.ts";
import { withKept } from "./kept.ts";
import { hoisted } from "./scans.ts";
import type { Step } from "./step.ts";
import { isViewPrimitive } from "./view.ts";

/** A step as it is compiled: said with what machines have loops for, every result with memory of its own. */
export function prepared(step: Step): Step {
  return separated(simpler(withKept(step)));
}

/** The same values under a node of their own, so that they get memory of their own. */
function copied(tensor: Tensor): Tensor {
  return apply(map, [tensor], { formula: variable("a0"), type: tensor.type });
}

/** Results that are leaves, views or the same node twice get a copy, so that every result has memory of its own. */
export function separated(step: Step): Step {
  const taken = new Set<Tensor>();
  const own = (value: Tensor): Tensor => {
    const plain = !isLeaf(value) && !isViewPrimitive(value) && !taken.has(value);
    const result = plain ? value : copied(value);
    taken.add(result);
    return result;
  };
  return {
    ...step,
    updates: (step.updates ?? []).map(([target, value]) => [target, own(value)] as const),
    outputs: Object.fromEntries(Object.entries(step.outputs).map(([name, value]) => [name, own(value)])),
  };
}

/** A slice; the part itself, where it cuts that out of what was joined. */
function cutOut(node: Tensor): Tensor {
  const cut = build.slice(node.inputs[0]!, node.attributes as SliceAttributes);
  return cut.primitive === slice ? node : cut;
}

/** Nodes that machines have no loops for, and long sums, said with others. */
function simpler(step: Step): Step {
  const results = [...Object.values(step.outputs), ...(step.updates ?? []).flat()];
  const changed = simplerNodes(results);
  return {
    ...step,
    outputs: Object.fromEntries(Object.entries(step.outputs).map(([name, value]) => [name, changed(value)])),
    updates: (step.updates ?? []).map(([target, value]) => [changed(target), changed(value)] as const),
  };
}

function simplerNodes(results: readonly Tensor[]): (result: Tensor) => Tensor {
  const joined = joining();
  return rewrite(results, (node) => {
    if (node.primitive === slice) return cutOut(node);
    // What a loop sums is found in its turns as they are computed.
    if (node.primitive === scan) return hoisted(withTurns(node));
    return chunked(unfolded(joined(node)));
  });
}

/** A loop with simpler turns. */
function withTurns(loop: Tensor): Tensor {
  const attributes = loop.attributes as ScanAttributes;
  const { next, outputs } = attributes.body;
  const changed = simplerNodes([...next, ...outputs]);
  const body = { ...attributes.body, next: next.map(changed), outputs: outputs.map(changed) };
  return noted(apply(scan, loop.inputs, { ...attributes, body }), loop);
}

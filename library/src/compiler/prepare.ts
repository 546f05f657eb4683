import { variable } from "../expr/expr.ts";
import { apply, build } from "../graph/build.ts";
import type { SliceAttributes } from "../graph/primitive.ts";
import { map } from "../graph/primitives/map.ts";
import { slice } from "../graph/primitives/slice.ts";
import { rewrite } from "../graph/rewrite.ts";
import type { Tensor } from "../graph/tensor.ts";
import { chunked } from "./chunks.ts";
import { isLeaf } from "./cluster.ts";
import type { Special } from "./special.ts";
import type { Step } from "./step.ts";
import { isViewPrimitive } from "./view.ts";

/** A step as it is compiled: said with what machines have loops for, every result with memory of its own. */
export function prepared(step: Step, special: Special | undefined): Step {
  return separated(simpler(special?.prepared(step) ?? step, special));
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
function simpler(step: Step, special: Special | undefined): Step {
  const results = [...Object.values(step.outputs), ...(step.updates ?? []).flat()];
  const changed = simplerNodes(results, special);
  return {
    ...step,
    outputs: Object.fromEntries(Object.entries(step.outputs).map(([name, value]) => [name, changed(value)])),
    updates: (step.updates ?? []).map(([target, value]) => [changed(target), changed(value)] as const),
  };
}

function simplerNodes(results: readonly Tensor[], special: Special | undefined): (result: Tensor) => Tensor {
  const simpler = special?.simplifying((inTurns) => simplerNodes(inTurns, special));
  return rewrite(results, (node) => (node.primitive === slice ? cutOut(node) : chunked(simpler?.(node) ?? node)));
}

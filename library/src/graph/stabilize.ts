import { type Expr, sameExpr, substitute, variable, variablesOf } from "../expr/expr.ts";
import { ofKinds, rewritten } from "../expr/rewrite.ts";
import { apply } from "./build.ts";
import { type MapAttributes, map } from "./primitives/map.ts";
import { rewrite } from "./rewrite.ts";
import { sameShape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** How many nodes back a formula is looked into; softmax followed by cross-entropy needs three. */
const depth = 4;

const stable = ofKinds("stable");

/**
 * Rewrites elementwise formulas, across nodes, to the forms that their records declare stable:
 * the logarithm of a sigmoid becomes log-sigmoid, the logarithm of a softmax a difference.
 *
 * It runs before differentiation: a loss that is infinite in floating point has lost its gradient already.
 * Nodes that no identity touches stay the same nodes; `keep` names nodes that must not be looked through.
 */
export function stabilize(root: Tensor, keep: readonly Tensor[] = []): Tensor {
  const fixed = new Set(keep);
  const changed = rewrite([root], (node, original) => {
    if (fixed.has(original)) return original;
    return node.primitive === map ? stableMap(node, fixed) : node;
  });
  return changed(root);
}

/** One map node with its formula made stable, looking through the maps that feed it. */
function stableMap(node: Tensor, fixed: ReadonlySet<Tensor>): Tensor {
  const { formula, type } = node.attributes as MapAttributes;
  const inputs: Tensor[] = [];
  const leaf = (tensor: Tensor): Expr => {
    const known = inputs.indexOf(tensor);
    return variable(`a${known >= 0 ? known : inputs.push(tensor) - 1}`);
  };
  const inlined = inline(node, depth, fixed, leaf);
  if (sameExpr(inlined, formula)) {
    const simpler = rewritten(formula, stable);
    if (sameExpr(simpler, formula)) return node;
    return rebuild(node, node.inputs, simpler, type);
  }
  const better = rewritten(inlined, stable);
  if (sameExpr(better, inlined)) return node;
  return rebuild(node, inputs, better, type);
}

function inline(node: Tensor, levels: number, fixed: ReadonlySet<Tensor>, leaf: (tensor: Tensor) => Expr): Expr {
  const { formula } = node.attributes as MapAttributes;
  const replacements = new Map<string, Expr>();
  node.inputs.forEach((input, i) => {
    const through =
      levels > 0 &&
      input.primitive === map &&
      input.type === "real" &&
      !fixed.has(input) &&
      sameShape(input.shape, node.shape);
    replacements.set(`a${i}`, through ? inline(input, levels - 1, fixed, leaf) : leaf(input));
  });
  return substitute(formula, replacements);
}

function rebuild(node: Tensor, inputs: readonly Tensor[], formula: Expr, type: MapAttributes["type"]): Tensor {
  const used = variablesOf(formula);
  const renamed = new Map(used.map((name, i) => [name, variable(`a${i}`)]));
  const next = apply(
    map,
    used.map((name) => inputs[Number(name.slice(1))]!),
    type === undefined ? { formula: substitute(formula, renamed) } : { formula: substitute(formula, renamed), type },
  );
  next.label = node.label;
  next.layer = node.layer;
  next.origin = node.origin;
  return sameShape(next.shape, node.shape) ? next : node;
}

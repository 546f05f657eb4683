import { isViewPrimitive } from "../compiler/view.ts";
import { type Expr, substitute, variable } from "../expr/expr.ts";
import { text } from "../expr/text.ts";
import { contract } from "../graph/primitives/contract.ts";
import { constant, input, type NamedAttributes, state } from "../graph/primitives/leaves.ts";
import { type MapAttributes, map } from "../graph/primitives/map.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import type { Tensor } from "../graph/tensor.ts";
import { arenas } from "./parameters.ts";

/** How many unnamed operands deep a formula is written out at most, and how long it may become. */
const deepest = 4;
const longest = 80;
const letters = ["x", "y", "z", "u", "v", "w"];

/**
 * What a node computes, for people: `exp(100 * z)`, `a⁰·1.weights`, `weights - rate * ∂L/∂w`.
 *
 * Operands go by their labels and the names of states; unnamed formulas are written out, anything else gets a letter.
 */
export function operationText(node: Tensor): string {
  for (let depth = deepest; depth > 1; depth--) {
    const found = textOf(node, depth);
    if (found.length <= longest) return found;
  }
  return textOf(node, 1);
}

function textOf(node: Tensor, depth: number): string {
  const known = new Map<Tensor, string>();
  const letter = (tensor: Tensor): string => {
    const name = known.get(tensor) ?? letters[known.size % letters.length]!;
    known.set(tensor, name);
    return name;
  };
  const written = (tensor: Tensor, levels: number): Expr => {
    const { formula } = tensor.attributes as MapAttributes;
    const operands = tensor.inputs.map((operand, i) => [`a${i}`, named(operand, levels - 1)] as const);
    return substitute(formula, new Map(operands));
  };
  const named = (tensor: Tensor, levels: number): Expr => {
    if (tensor.label !== undefined) return variable(tensor.label);
    if (isViewPrimitive(tensor)) return named(tensor.inputs[0]!, levels);
    if (tensor.primitive === input || tensor.primitive === state) return variable(leafName(tensor));
    if (levels > 0 && tensor.primitive === map) return written(tensor, levels);
    if (levels > 0 && tensor.primitive === contract) return variable(product(tensor, levels - 1));
    return variable(tensor.primitive === constant ? "constant" : letter(tensor));
  };
  const product = ({ inputs }: Tensor, levels: number): string =>
    inputs.map((operand) => text(named(operand, levels))).join("·");
  if (node.primitive === map) return text(written(node, depth));
  if (node.primitive === contract) return product(node, 0);
  if (node.inputs.length === 0) return text(named(node, depth));
  const name = node.primitive === reduce ? (node.attributes as ReduceAttributes).kind : node.primitive.name;
  return `${name}(${node.inputs.map((operand) => text(named(operand, depth))).join(", ")})`;
}

/** The name of a state or an input without what marks its kind. */
function leafName(leaf: Tensor): string {
  const { name } = leaf.attributes as NamedAttributes;
  return name === arenas.parameters ? "weights" : name.replace(/^(scalar|slot)\./, "");
}

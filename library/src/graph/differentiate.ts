import { ShapeError } from "../util/errors.ts";
import { build } from "./build.ts";
import { sameShape, shapeText } from "./shape.ts";
import { ancestors, type Tensor } from "./tensor.ts";

/**
 * The gradients of a scalar with respect to tensors, as new nodes of the same graph: reverse accumulation.
 *
 * ∂L/∂x = Σ over the uses y of x of ∂L/∂y · ∂y/∂x, each by the rule of the primitive that made y. Because the
 * result is a graph again, differentiating twice gives second derivatives. A tensor that the scalar does not
 * depend on has gradient 0. `seed` replaces the starting gradient 1, for outputs that are no scalars.
 *
 * @throws ShapeError where `output` is no scalar and no seed of its shape is given.
 */
export function differentiate(output: Tensor, withRespectTo: readonly Tensor[], seed?: Tensor): Tensor[] {
  if (!sameShape(output.shape, seed?.shape ?? []))
    throw new ShapeError("differentiate: only a scalar has a gradient", {
      found: shapeText(output.shape),
      remedy: "sum it, take its mean, or give a seed of its shape",
    });
  const order = ancestors([output]);
  const needed = new Set<Tensor>(withRespectTo);
  for (const node of order) if (node.inputs.some((input) => needed.has(input))) needed.add(node);
  const gradients = new Map<Tensor, Tensor>();
  gradients.set(output, seed ?? build.constant(1));
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    const gradient = gradients.get(node);
    if (gradient === undefined || !node.inputs.some((input) => needed.has(input))) continue;
    const parts = node.primitive.derivative(node, gradient, build);
    node.inputs.forEach((input, operand) => {
      const part = parts[operand];
      if (part === undefined || !needed.has(input)) return;
      part.origin ??= { forward: node, operand, rule: node.primitive.name };
      const sofar = gradients.get(input);
      const total = sofar === undefined ? part : build.add(sofar, part);
      if (sofar !== undefined) total.origin ??= { forward: input, rule: "sum of paths" };
      gradients.set(input, total);
    });
  }
  return withRespectTo.map((tensor) => gradients.get(tensor) ?? build.constant(0, tensor.shape));
}

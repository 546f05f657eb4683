import { ShapeError } from "../util/errors.ts";
import type { Values } from "./primitive.ts";
import { shapeText, sizeOf } from "./shape.ts";
import { ancestors, type Tensor } from "./tensor.ts";

/** Values for inputs and states, by node. */
export type Bindings = ReadonlyMap<Tensor, ArrayLike<number>>;

/**
 * The values of tensors in float64: the plain interpreter that defines what a graph means.
 *
 * @returns one array for each tensor, last axis fastest.
 */
export function evaluateAll(tensors: readonly Tensor[], bindings: Bindings = new Map()): Values[] {
  const values = new Map<Tensor, Values>();
  for (const node of ancestors(tensors)) {
    const given = bindings.get(node);
    if (given === undefined) {
      values.set(
        node,
        node.primitive.evaluate(
          node,
          node.inputs.map((input) => values.get(input)!),
        ),
      );
      continue;
    }
    if (given.length !== sizeOf(node.shape))
      throw new ShapeError(`a value for ${node.label ?? node.primitive.name} has a wrong number of elements`, {
        expected: `${sizeOf(node.shape)} for ${shapeText(node.shape)}`,
        found: `${given.length}`,
      });
    values.set(node, Float64Array.from(given));
  }
  return tensors.map((tensor) => values.get(tensor)!);
}

/** The value of one tensor in float64; synchronous, for exploring and teaching. */
export function evaluate(tensor: Tensor, bindings: Bindings = new Map()): Values {
  return evaluateAll([tensor], bindings)[0]!;
}

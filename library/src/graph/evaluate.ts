import { ShapeError } from "../util/errors.ts";
import type { Values } from "./primitive.ts";
import { forEachElement, shapeText, sizeOf, stridesOf } from "./shape.ts";
import { ancestors, type Tensor } from "./tensor.ts";

/** Values for inputs and states, by node. */
export type Bindings = ReadonlyMap<Tensor, ArrayLike<number>>;

/** The value of a node, given those of its operands: its own rule, or what it sees of its operand. */
export function valueOf(node: Tensor, values: readonly Values[]): Values {
  const { primitive, shape } = node;
  if (primitive.evaluate !== undefined) return primitive.evaluate(node, values);
  const [operand] = values as [Values];
  const { offset, strides } = primitive.view!(node, { offset: 0, strides: stridesOf(node.inputs[0]!.shape) })!;
  const whole = stridesOf(shape);
  if (operand.length === sizeOf(shape) && strides.every((stride, axis) => stride === whole[axis])) return operand;
  const out = new Float64Array(sizeOf(shape));
  forEachElement(shape, [strides], (element, [from]) => {
    out[element] = operand[offset + from!]!;
  });
  return out;
}

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
        valueOf(
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

import { ArgumentError } from "../util/errors.ts";
import { build } from "./build.ts";
import { differentiate } from "./differentiate.ts";
import { type Bindings, evaluateAll } from "./evaluate.ts";
import { input, type Nested, tensor } from "./functions.ts";
import type { Values } from "./primitive.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { stabilize } from "./stabilize.ts";
import { Tensor } from "./tensor.ts";

/** A function of tensors that gives one tensor, or a number for scalars. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** What gradients are taken at: a number, nested numbers, or a tensor of known values. */
export type Point = Nested | Tensor;

const asTensor = (point: Point): Tensor => (point instanceof Tensor ? point : tensor(point));

/** Flat numbers in the shape that the point had: a number for a scalar, nested arrays otherwise. */
function nested(values: ArrayLike<number>, shape: Shape): Nested {
  if (shape.length === 0) return values[0]!;
  const [first, ...rest] = shape as [number, ...number[]];
  const width = sizeOf(rest);
  return Array.from({ length: first }, (_, i) =>
    nested(Array.prototype.slice.call(values, i * width, (i + 1) * width), rest),
  );
}

interface Trace {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly bindings: Bindings;
}

function trace(f: TensorFunction, points: readonly Point[]): Trace {
  const values = points.map(asTensor);
  const inputs = values.map((value, i) => input(`x${i}`, value.shape, value.type));
  const numbers = evaluateAll(values);
  const bindings = new Map<Tensor, Values>(inputs.map((node, i) => [node, numbers[i]!]));
  return { inputs, output: stabilize(f(...inputs)), bindings };
}

/**
 * The gradient of a function: given a point, the partial derivative with respect to every number in it.
 *
 * A function of several arguments gives one gradient for each. The function must give a scalar.
 *
 * @example gradient((x, y) => mul(x, sin(y)))(1, 2) // [sin 2, cos 2]
 */
export function gradient(f: TensorFunction): (...points: Point[]) => readonly Nested[] {
  return (...points) => {
    const { inputs, output, bindings } = trace(f, points);
    const gradients = differentiate(output, inputs);
    return evaluateAll(gradients, bindings).map((values, i) => nested(values, inputs[i]!.shape));
  };
}

/** The same for functions inside functions: the gradient as tensors, which can be used and differentiated again. */
export function gradientOf(f: TensorFunction): (...inputs: Tensor[]) => readonly Tensor[] {
  return (...inputs) => differentiate(stabilize(f(...inputs), inputs), inputs);
}

/**
 * The Jacobian of a function of one tensor: row i holds the partial derivatives of output element i.
 *
 * One reverse sweep per output element: for small functions.
 */
export function jacobian(f: TensorFunction): (point: Point) => readonly (readonly number[])[] {
  return (point) => {
    const { inputs, output, bindings } = trace(f, [point]);
    const rows = Array.from({ length: sizeOf(output.shape) }, (_, i) => {
      const seed = new Float64Array(sizeOf(output.shape));
      seed[i] = 1;
      return differentiate(output, inputs, tensor(seed, output.shape))[0]!;
    });
    return evaluateAll(rows, bindings).map((values) => [...values]);
  };
}

/** The Hessian of a scalar function of one tensor: the Jacobian of its gradient; symmetric where f is smooth. */
export function hessian(f: TensorFunction): (point: Point) => readonly (readonly number[])[] {
  return (point) => {
    const { inputs, output, bindings } = trace(f, [point]);
    if (output.shape.length !== 0)
      throw new ArgumentError("hessian: the function must give a scalar", { found: `rank ${output.shape.length}` });
    const first = differentiate(output, inputs)[0]!;
    const count = sizeOf(first.shape);
    const flat = build.reshape(first, [count]);
    const rows = Array.from({ length: count }, (_, i) => {
      const element = build.reshape(build.slice(flat, { start: [i], size: [1], step: [1] }), []);
      return differentiate(element, inputs)[0]!;
    });
    return evaluateAll(rows, bindings).map((values) => [...values]);
  };
}

import { ArgumentError, ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { type Shape, shapeText, sizeOf } from "../shape.ts";
import type { ElementType } from "../tensor.ts";

/** A named place for a value that is given when the graph is run. */
export interface NamedAttributes {
  readonly name: string;
  readonly shape: Shape;
  readonly type?: ElementType;
}

const missing = (what: string, name: string): never => {
  throw new ArgumentError(`the ${what} "${name}" has no value`, { remedy: "give it in the values of evaluate" });
};

/** A value that the caller gives at every run. */
export const input: Primitive = definePrimitive<NamedAttributes>({
  name: "input",
  shape: (_, { shape, type }) => ({ shape, type: type ?? "real" }),
  derivative: () => [],
  evaluate: (node) => missing("input", node.attributes.name),
});

/** A value that lives in the session and that a program may replace: parameters, optimizer slots, running statistics. */
export const state: Primitive = definePrimitive<NamedAttributes>({
  name: "state",
  shape: (_, { shape, type }) => ({ shape, type: type ?? "real" }),
  derivative: () => [],
  evaluate: (node) => missing("state", node.attributes.name),
});

/** Numbers that are part of the graph. */
export interface ConstantAttributes {
  readonly shape: Shape;
  readonly data: Float64Array;
  readonly type?: ElementType;
}

/** A tensor of known numbers. */
export const constant: Primitive = definePrimitive<ConstantAttributes>({
  name: "constant",
  shape: (_, { shape, data, type }) => {
    if (data.length !== sizeOf(shape))
      throw new ShapeError("constant: the numbers do not fill the shape", {
        expected: `${sizeOf(shape)} for ${shapeText(shape)}`,
        found: `${data.length}`,
      });
    return { shape, type: type ?? "real" };
  },
  derivative: () => [],
  evaluate: (node) => node.attributes.data,
});

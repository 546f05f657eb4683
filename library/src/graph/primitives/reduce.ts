import { constant, variable } from "../../expr/expr.ts";
import { div } from "../../expr/operations/div.ts";
import { equal } from "../../expr/operations/equal.ts";
import { less } from "../../expr/operations/less.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { ShapeError } from "../../util/errors.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { forEachElement, shapeText, sizeOf, stridesOf } from "../shape.ts";

/** Which axes disappear, and how; `ties` says who gets the slope where several elements are the maximum. */
export interface ReduceAttributes {
  readonly kind: "sum" | "max";
  readonly axes: readonly number[];
  readonly ties?: "shared" | "first";
}

/**
 * The sum or the maximum over some axes, which disappear from the shape.
 *
 * Derivative of the sum: the gradient, stretched. Of the maximum: the gradient where the element is the
 * maximum; elements that tie share it evenly, or the first takes all.
 */
export const reduce: Primitive = definePrimitive<ReduceAttributes>({
  name: "reduce",
  shape: ([input], { kind, axes }) => {
    if (kind === "max" && axes.some((axis) => input!.shape[axis] === 0))
      throw new ShapeError("max: there is no greatest of no elements", { found: shapeText(input!.shape) });
    return { shape: input!.shape.filter((_, axis) => !axes.includes(axis)) };
  },
  derivative: (node, gradient, build) => {
    const [input] = node.inputs as [(typeof node.inputs)[0]];
    const { kind, axes, ties } = node.attributes;
    const kept = input!.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const stretched = build.reshape(gradient, kept);
    if (kind === "sum") return [build.broadcast(stretched, input!.shape)];
    const result = build.reshape(node, kept);
    const hit = build.map([input!, result], equal(variable("a0"), variable("a1")));
    if (ties !== "first") {
      const count = build.reshape(build.sum(hit, axes), kept);
      return [build.map([hit, stretched, count], div(mul(variable("a0"), variable("a1")), variable("a2")))];
    }
    // The first: the tying element with the smallest position, found as the largest negative position.
    const sizes = axes.map((axis) => input!.shape[axis]!);
    let position = build.constant(0);
    axes.forEach((axis, i) => {
      const scale = sizes.slice(i + 1).reduce((a, b) => a * b, 1);
      const along = build.map([build.index(input!.shape, axis)], mul(variable("a0"), constant(-scale)));
      position = build.add(position, along);
    });
    const marked = build.map([hit, position], select(variable("a0"), variable("a1"), constant(-Infinity)));
    const first = build.reshape(build.apply(reduce, [marked], { kind: "max", axes }), kept);
    return [
      build.map([marked, first, stretched], select(less(variable("a0"), variable("a1")), constant(0), variable("a2"))),
    ];
  },
  evaluate: (node, [input]) => {
    const { kind, axes } = node.attributes;
    const from = node.inputs[0]!.shape;
    const out = new Float64Array(sizeOf(node.shape)).fill(kind === "sum" ? 0 : -Infinity);
    const own = stridesOf(node.shape);
    let next = 0;
    const strides = from.map((_, axis) => (axes.includes(axis) ? 0 : own[next++]!));
    forEachElement(from, [strides], (element, [offset]) => {
      const value = input![element]!;
      out[offset!] = kind === "sum" ? out[offset!]! + value : Math.max(out[offset!]!, value);
    });
    return out;
  },
});

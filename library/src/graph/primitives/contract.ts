import { ShapeError } from "../../util/errors.ts";
import { type ContractNames, definePrimitive, type Primitive } from "../primitive.ts";
import { forEachElement, type Shape, shapeText, sizeOf, stridesOf } from "../shape.ts";

/** The size of every axis name, after a check that both operands agree. */
export function contractSizes(left: Shape, right: Shape, names: ContractNames): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const fail = (expected: string): never => {
    throw new ShapeError("contract: the shapes do not fit", {
      expected,
      found: `${shapeText(left)} as [${names.left.join(" ")}] and ${shapeText(right)} as [${names.right.join(" ")}]`,
    });
  };
  const read = (shape: Shape, list: readonly string[]): void => {
    if (shape.length !== list.length) fail("one name for each axis");
    if (new Set(list).size !== list.length) fail("different names within one operand");
    list.forEach((name, axis) => {
      const known = sizes.get(name);
      if (known !== undefined && known !== shape[axis]) fail(`axes named ${name} of one size`);
      sizes.set(name, shape[axis]!);
    });
  };
  read(left, names.left);
  read(right, names.right);
  if (new Set(names.output).size !== names.output.length || names.output.some((name) => !sizes.has(name)))
    fail("output names that stand in an operand, each once");
  return sizes;
}

/**
 * The sum of products over named axes: C[output] = Σ A[left] · B[right], summed over names not in the output.
 *
 * Matrix product (`ik, kj → ij`), batched product, outer product and, over windows, convolution.
 * Derivative: ∂L/∂A = G · B and ∂L/∂B = A · G, contracted over the names that A (or B) lacks.
 */
export const contract: Primitive = definePrimitive<ContractNames>({
  name: "contract",
  shape: ([left, right], names) => {
    const sizes = contractSizes(left!.shape, right!.shape, names);
    return { shape: names.output.map((name) => sizes.get(name)!) };
  },
  derivative: (node, gradient, build) => {
    const [left, right] = node.inputs as [(typeof node.inputs)[0], (typeof node.inputs)[0]];
    const { left: a, right: b, output: c } = node.attributes;
    const sizes = contractSizes(left!.shape, right!.shape, node.attributes);
    // Names that stand in one operand alone and are summed over: the gradient is stretched along them.
    const side = (own: readonly string[], other: readonly string[], partner: typeof gradient, first: boolean) => {
      const lone = own.filter((name) => !other.includes(name) && !c.includes(name));
      const bound = own.filter((name) => !lone.includes(name));
      const names = first ? { left: c, right: other, output: bound } : { left: other, right: c, output: bound };
      const part = first ? build.contract(gradient, partner, names) : build.contract(partner, gradient, names);
      if (lone.length === 0) return part;
      const open = own.map((name) => (lone.includes(name) ? 1 : sizes.get(name)!));
      return build.broadcast(
        build.reshape(part, open),
        own.map((name) => sizes.get(name)!),
      );
    };
    return [side(a, b, right!, true), side(b, a, left!, false)];
  },
  evaluate: (node, [left, right]) => {
    const { attributes: names, inputs } = node;
    const sizes = contractSizes(inputs[0]!.shape, inputs[1]!.shape, names);
    const summed = [...sizes.keys()].filter((name) => !names.output.includes(name));
    const all = [...names.output, ...summed];
    const strides = (shape: Shape, list: readonly string[]) => {
      const own = stridesOf(shape);
      return all.map((name) => (list.includes(name) ? own[list.indexOf(name)]! : 0));
    };
    const out = new Float64Array(sizeOf(node.shape));
    forEachElement(
      all.map((name) => sizes.get(name)!),
      [
        strides(inputs[0]!.shape, names.left),
        strides(inputs[1]!.shape, names.right),
        strides(node.shape, names.output),
      ],
      (_, [a, b, c]) => {
        out[c!]! += left![a!]! * right![b!]!;
      },
    );
    return out;
  },
});

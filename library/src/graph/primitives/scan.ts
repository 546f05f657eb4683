import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { ShapeError } from "../../util/errors.ts";
import { differentiate } from "../differentiate.ts";
import { evaluateAll } from "../evaluate.ts";
import { definePrimitive, type Primitive, type Values } from "../primitive.ts";
import {
  carryAt,
  cut,
  type ScanAttributes,
  type ScanBody,
  scanName,
  scanResult,
  scanResults,
  stackedCarry,
} from "../scans.ts";
import { type Shape, sameShape, shapeText, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { input } from "./leaves.ts";

function check(inputs: readonly Tensor[], { body, length }: ScanAttributes): void {
  const { carries, elements, constants, next } = body;
  const expected = [
    ...carries.map(({ shape }) => shape),
    ...elements.map(({ shape }) => [length, ...shape]),
    ...constants.map(({ shape }) => shape),
  ];
  expected.forEach((shape, i) => {
    if (!sameShape(shape, inputs[i]!.shape))
      throw new ShapeError("scan: an operand does not fit the body", {
        expected: shapeText(shape),
        found: shapeText(inputs[i]!.shape),
      });
  });
  carries.forEach(({ shape }, i) => {
    if (!sameShape(shape, next[i]!.shape))
      throw new ShapeError("scan: a carry changes its shape", {
        expected: shapeText(shape),
        found: shapeText(next[i]!.shape),
      });
  });
}

/**
 * A loop over time: (carryₜ, outputₜ) = body(carryₜ₋₁, elementₜ, constants).
 *
 * Its value is flat: the carries of all steps with the first one, then the outputs, cut out by `scanResult` and
 * `stackedCarry`. They lie in the order of the elements, whichever way the loop walks. Derivative: a loop the other
 * way, which carries the gradient of the carry and the sums of the gradients of the constants.
 */
export const scan: Primitive = definePrimitive<ScanAttributes>({
  name: scanName,
  shape: (inputs, attributes) => {
    check(inputs, attributes);
    return { shape: [scanResults(attributes).reduce((sum, { shape }) => sum + sizeOf(shape), 0)] };
  },
  derivative: (given, gradient, build) => {
    const { body, length, reverse } = given.attributes;
    const { carries, elements, constants, next, outputs } = body;
    const results = scanResults(given.attributes);
    const part = (which: number): Tensor => cut(gradient, results[which]!.offset, results[which]!.shape, build);
    if (length === 0)
      return given.inputs.map((_, i) => (i < carries.length ? build.reshape(part(i), carries[i]!.shape) : undefined));
    // The rule needs every carry: where only the last was kept, the loop is run again with all.
    const whole: ScanAttributes = { ...given.attributes, stacked: carries.map(() => true) };
    const node = given.attributes.stacked.every(Boolean) ? given : build.apply(scan, given.inputs, whole);
    const sequences = given.inputs.slice(carries.length, carries.length + elements.length);
    const fixed = given.inputs.slice(carries.length + elements.length);

    const leaf = (name: string, shape: Shape, type: Tensor["type"] = "real"): Tensor =>
      build.apply(input, [], { name, shape, type });
    /** The gradient of a carry at every step; where only the last was given out, it lies there alone. */
    const carryGradient = (which: number): Tensor => {
      if (given.attributes.stacked[which]) return stackedCarry(gradient, which, "after", build, given.attributes);
      const own = part(which);
      const low = own.shape.map(() => 0);
      return build.pad(build.reshape(own, [1, ...own.shape]), {
        low: [reverse ? 0 : length - 1, ...low],
        high: [reverse ? length - 1 : 0, ...low],
        interior: [0, ...low],
      });
    };
    /** What arrives at a first carry: through the loop, and where it is given out among all. */
    const firstGradient = (which: number, through: Tensor): Tensor => {
      if (!given.attributes.stacked[which]) return through;
      const { offset, shape } = results[which]!;
      const inner = shape.slice(1);
      return build.add(through, cut(gradient, offset + (reverse ? length : 0) * sizeOf(inner), inner, build));
    };

    const isReal = (tensor: Tensor): boolean => tensor.type === "real";
    const realElements = elements.filter(isReal);
    const realConstants = constants.filter(isReal);
    const adjoints = carries.map((carry, i) => leaf(`∂carry${i}`, carry.shape));
    const sums = realConstants.map((constant, i) => leaf(`∂constant${i}`, constant.shape));
    const carrySeeds = next.map((tensor, i) => leaf(`∂next${i}`, tensor.shape));
    const outputSeeds = outputs.map((tensor, i) => leaf(`∂output${i}`, tensor.shape));
    // The gradient of Σ seed · result is the product of the seeds with the body's derivative.
    const products = [
      ...next.map((tensor, i) => mul(tensor, add(adjoints[i]!, carrySeeds[i]!))),
      ...outputs.map((tensor, i) => mul(tensor, outputSeeds[i]!)),
    ].map((product) =>
      build.sum(
        product,
        product.shape.map((_, axis) => axis),
      ),
    );
    const scalar = products.reduce((total, product) => build.add(total, product));
    const targets = [...carries, ...realElements, ...realConstants];
    const parts = differentiate(scalar, targets);
    const of = (tensor: Tensor): Tensor => parts[targets.indexOf(tensor)]!;
    const backward: ScanBody = {
      carries: [...adjoints, ...sums],
      elements: [...carries, ...elements, ...carrySeeds, ...outputSeeds],
      constants,
      next: [...carries.map(of), ...realConstants.map((constant, i) => build.add(sums[i]!, of(constant)))],
      outputs: realElements.map(of),
    };
    const zero = (tensor: Tensor): Tensor => build.constant(0, tensor.shape);
    const loop = build.apply(
      scan,
      [
        ...adjoints.map(zero),
        ...sums.map(zero),
        ...carries.map((_, i) => stackedCarry(node, i, "before", build)),
        ...sequences,
        ...next.map((_, i) => carryGradient(i)),
        ...outputs.map((_, i) => part(carries.length + i)),
        ...fixed,
      ],
      { body: backward, length, reverse: !reverse, stacked: backward.carries.map(() => false) },
    );
    const count = backward.carries.length;
    return [
      ...carries.map((_, i) => firstGradient(i, scanResult(loop, i, build))),
      ...elements.map((element) =>
        isReal(element) ? scanResult(loop, count + realElements.indexOf(element), build) : undefined,
      ),
      ...constants.map((constant) =>
        isReal(constant) ? scanResult(loop, carries.length + realConstants.indexOf(constant), build) : undefined,
      ),
    ];
  },
  evaluate: (node, values) => {
    const { body, length, reverse, stacked } = node.attributes;
    const { carries, elements, constants, next, outputs } = body;
    const results = scanResults(node.attributes);
    const out = new Float64Array(sizeOf(node.shape));
    let held: readonly Values[] = values.slice(0, carries.length);
    held.forEach((value, i) => {
      out.set(value, results[i]!.offset + (stacked[i] && reverse ? length * value.length : 0));
    });
    const sequences = values.slice(carries.length, carries.length + elements.length);
    for (let step = 0; step < length; step++) {
      const t = reverse ? length - 1 - step : step;
      const bindings = new Map<Tensor, ArrayLike<number>>();
      carries.forEach((carry, i) => bindings.set(carry, held[i]!));
      elements.forEach((element, i) => {
        const size = sizeOf(element.shape);
        bindings.set(element, sequences[i]!.subarray(t * size, (t + 1) * size));
      });
      constants.forEach((constant, i) => bindings.set(constant, values[carries.length + elements.length + i]!));
      const now = evaluateAll([...next, ...outputs], bindings);
      now.forEach((value, i) => {
        const isLast = i < next.length && !stacked[i];
        const at = i < next.length ? t + carryAt(node.attributes, "after") : t;
        out.set(value, results[i]!.offset + (isLast ? 0 : at * value.length));
      });
      held = now.slice(0, next.length);
    }
    return out;
  },
});

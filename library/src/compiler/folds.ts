import { build } from "../graph/build.ts";
import type { ContractNames, PadAttributes } from "../graph/primitive.ts";
import { contract } from "../graph/primitives/contract.ts";
import { pad } from "../graph/primitives/pad.ts";
import { type FoldAttributes, fold, type WindowAttributes, window } from "../graph/primitives/window.ts";
import { noted } from "../graph/rewrite.ts";
import { sizeOf, spliced } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/** What adding a number of a window to its place costs, in operations of a product. */
const costOfAdding = 10;

/**
 * A fold, said with other primitives where that is cheaper: windows that lie side by side are the axis already; of a
 * product whose places stand in one operand and whose positions in the other it is a product over windows (the input's
 * gradient of a convolution), unless that multiplies too many zeros of the padding. Any other stays a fold, of a product whose rows lie together.
 */
export function unfolded(node: Tensor): Tensor {
  if (node.primitive !== fold) return node;
  const made = sideBySide(node) ?? asProduct(node) ?? ofRows(node);
  return made === undefined ? node : noted(made, node);
}

function sideBySide(node: Tensor): Tensor | undefined {
  const { axis, size, step, dilation, length } = node.attributes as FoldAttributes;
  const [windows] = node.inputs as [Tensor];
  const fits = step === size && (dilation === 1 || size === 1) && windows.shape[axis]! * size === length;
  return fits ? build.reshape(windows, node.shape) : undefined;
}

/** Numbers for an axis, and others for all axes beside it. */
const along = (rank: number, axis: number, own: number, others: number): number[] =>
  Array.from({ length: rank }, (_, i) => (i === axis ? own : others));

/** Zeros around an axis and between its elements: inside of windows on another axis, so that these stay views; and of paddings all at once. */
function padded(input: Tensor, axis: number, low: number, high: number, interior: number): Tensor {
  if (input.primitive === window) {
    const { axis: other } = input.attributes as WindowAttributes;
    if (axis < other || axis > other + 1) {
      const before = axis < other ? axis : axis - 1;
      return build.apply(window, [padded(input.inputs[0]!, before, low, high, interior)], input.attributes);
    }
  }
  const each = (own: number): number[] => along(input.shape.length, axis, own, 0);
  const around = { low: each(low), high: each(high), interior: each(interior) };
  if (input.primitive !== pad) return build.pad(input, around);
  const before = input.attributes as PadAttributes;
  const untouched = before.low[axis] === 0 && before.high[axis] === 0 && before.interior[axis] === 0;
  if (!untouched || (before.value ?? 0) !== 0) return build.pad(input, around);
  const join = (some: readonly number[], others: readonly number[]): number[] => some.map((n, i) => n + others[i]!);
  return build.pad(input.inputs[0]!, {
    low: join(before.low, around.low),
    high: join(before.high, around.high),
    interior: join(before.interior, around.interior),
  });
}

/** All elements along an axis, backwards. */
function backwards(input: Tensor, axis: number): Tensor {
  return build.slice(input, {
    start: along(input.shape.length, axis, input.shape[axis]! - 1, 0),
    size: input.shape,
    step: along(input.shape.length, axis, -1, 1),
  });
}

/**
 * y[j] = Σᵢₖ x[i] w[k] over i · step + k · dilation = j, as Σₖ x′[j + k · dilation] w[size − 1 − k], where x′ is x with
 * zeros around and between.
 */
function asProduct(node: Tensor): Tensor | undefined {
  const { axis, size, step, dilation, length } = node.attributes as FoldAttributes;
  const [product] = node.inputs as [Tensor];
  if (product.primitive !== contract) return undefined;
  const { left, right, output } = product.attributes as ContractNames;
  const [place, position] = [output[axis]!, output[axis + 1]!];
  const inLeft = left.includes(place) && !right.includes(place);
  const [own, other] = inLeft ? [left, right] : [right, left];
  if (other.includes(place) || own.includes(position) || !other.includes(position)) return undefined;
  const operands = inLeft ? product.inputs : [...product.inputs].reverse();
  const [places, positions] = operands as [Tensor, Tensor];
  const at = own.indexOf(place);
  const summed = sizeOf(places.shape.filter((_, i) => !output.includes(own[i]!)));
  if (length * 2 * summed > places.shape[at]! * (2 * summed + costOfAdding)) return undefined;
  const reach = (size - 1) * dilation;
  const wide = padded(places, at, reach, length - (places.shape[at]! - 1) * step - 1, step - 1);
  const windows = build.apply(window, [wide], { axis: at, size, step: 1, dilation });
  const back = backwards(positions, other.indexOf(position));
  const ownNames = spliced(own, at, 1, place, position);
  const result = output.filter((name) => name !== position);
  return inLeft
    ? build.contract(windows, back, { left: ownNames, right: other, output: result })
    : build.contract(back, windows, { left: other, right: ownNames, output: result });
}

/** The fold of a product with all axes of its left operand before those of its right one, so that its rows are one axis. */
function ofRows(node: Tensor): Tensor | undefined {
  const [product] = node.inputs as [Tensor];
  if (product.primitive !== contract) return undefined;
  const { left, right, output } = product.attributes as ContractNames;
  const rank = (name: string): number => (right.includes(name) ? (left.includes(name) ? 0 : 2) : 1);
  const sorted = [...output].sort((a, b) => rank(a) - rank(b));
  if (sorted.every((name, axis) => name === output[axis])) return undefined;
  const [a, b] = product.inputs as [Tensor, Tensor];
  const rows = build.contract(a, b, { left, right, output: sorted });
  const axes = output.map((name) => sorted.indexOf(name));
  return build.apply(fold, [build.permute(rows, axes)], node.attributes);
}

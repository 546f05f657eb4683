import { build } from "../graph/build.ts";
import type { ContractNames } from "../graph/primitive.ts";
import { contract } from "../graph/primitives/contract.ts";
import { type FoldAttributes, fold, window } from "../graph/primitives/window.ts";
import { spliced } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/**
 * A fold, said with other primitives: of a product whose places stand in one operand and whose positions in the other
 * it is a product over windows (the input's gradient of a convolution); of anything else a sum of paddings.
 */
export function unfolded(node: Tensor): Tensor {
  if (node.primitive !== fold) return node;
  const made = asProduct(node) ?? asPaddings(node.inputs[0]!, node.attributes as FoldAttributes);
  made.label = node.label;
  made.layer = node.layer;
  made.whereabout = node.whereabout;
  return made;
}

/** Numbers for an axis, and others for all axes beside it. */
const along = (rank: number, axis: number, own: number, others: number): number[] =>
  Array.from({ length: rank }, (_, i) => (i === axis ? own : others));

function padded(input: Tensor, axis: number, low: number, high: number, interior = 0): Tensor {
  const each = (own: number): number[] => along(input.shape.length, axis, own, 0);
  return build.pad(input, { low: each(low), high: each(high), interior: each(interior) });
}

/** `size` elements along an axis, from `start`, or all of them backwards. */
function cut(input: Tensor, axis: number, start: number, size: number, step = 1): Tensor {
  return build.slice(input, {
    start: along(input.shape.length, axis, start, 0),
    size: spliced(input.shape, axis, 1, size),
    step: along(input.shape.length, axis, step, 1),
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
  const reach = (size - 1) * dilation;
  const wide = padded(places, at, reach, length - (places.shape[at]! - 1) * step - 1, step - 1);
  const windows = build.apply(window, [wide], { axis: at, size, step: 1, dilation });
  const back = cut(positions, other.indexOf(position), size - 1, size, -1);
  const ownNames = spliced(own, at, 1, place, position);
  const result = output.filter((name) => name !== position);
  return inLeft
    ? build.contract(windows, back, { left: ownNames, right: other, output: result })
    : build.contract(back, windows, { left: other, right: ownNames, output: result });
}

/** Windows that do not overlap lie side by side; of those that do, every step-th part is laid on by itself. */
function asPaddings(windows: Tensor, { axis, size, step, dilation, length }: FoldAttributes): Tensor {
  const count = windows.shape[axis]!;
  /** Positions `first` to `first + many − 1` of every window, laid where they belong; many ≤ the step, if they are neighbors. */
  const laid = (first: number, many: number): Tensor => {
    const part = cut(windows, axis + 1, first, many);
    // Zeros behind each window fill the step; what then reaches over the end is cut off.
    const filled = padded(part, axis + 1, 0, step - many);
    const line = build.reshape(filled, spliced(windows.shape, axis, 2, count * step));
    const begin = first * dilation;
    return padded(line, axis, begin, length - begin - count * step);
  };
  const many = dilation === 1 ? Math.min(step, size) : 1;
  const parts: Tensor[] = [];
  for (let first = 0; first < size; first += many) parts.push(laid(first, Math.min(many, size - first)));
  return parts.reduce((total, part) => build.add(total, part));
}

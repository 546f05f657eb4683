import { sameExpr, variable } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { apply } from "./build.ts";
import type { PadAttributes } from "./primitive.ts";
import { concat } from "./primitives/concat.ts";
import { type MapAttributes, map } from "./primitives/map.ts";
import { pad } from "./primitives/pad.ts";
import { noted } from "./rewrite.ts";
import type { Tensor } from "./tensor.ts";

const [a, b] = [variable("a0"), variable("a1")];
const sums = [add(a, b), add(b, a)];

/** The two that a node adds, if it does nothing else. */
export function addends(node: Tensor): readonly [Tensor, Tensor] | undefined {
  if (node.primitive !== map || node.inputs.length !== 2) return undefined;
  const { formula } = node.attributes as MapAttributes;
  return sums.some((sum) => sameExpr(formula, sum)) ? (node.inputs as [Tensor, Tensor]) : undefined;
}

/** A tensor among zeros that stand before and behind it along one axis. */
interface Strip {
  readonly part: Tensor;
  readonly axis: number;
  readonly low: number;
  readonly high: number;
}

function stripOf(node: Tensor): Strip | undefined {
  if (node.primitive !== pad) return undefined;
  const { low, high, interior, value = 0 } = node.attributes as PadAttributes;
  const axes = low.flatMap((n, axis) => (n !== 0 || high[axis] !== 0 ? [axis] : []));
  const [axis] = axes;
  if (axis === undefined || axes.length > 1 || value !== 0 || interior.some((n) => n !== 0)) return undefined;
  if (low[axis]! < 0 || high[axis]! < 0) return undefined;
  return { part: node.inputs[0]!, axis, low: low[axis]!, high: high[axis]! };
}

/** The tensors that a sum of paddings lays side by side, where they fill their axis. */
function sideBySide(node: Tensor): { readonly axis: number; readonly parts: readonly Tensor[] } | undefined {
  const strips: Strip[] = [];
  const stack = [node];
  while (stack.length > 0) {
    const next = stack.pop()!;
    const both = addends(next);
    if (both !== undefined) {
      stack.push(...both);
      continue;
    }
    const strip = stripOf(next);
    if (strip === undefined || (strips[0] !== undefined && strips[0].axis !== strip.axis)) return undefined;
    strips.push(strip);
  }
  if (strips.length < 2) return undefined;
  strips.sort((one, other) => one.low - other.low);
  const { axis } = strips[0]!;
  const ends = strips.map(({ part, low }) => low + part.shape[axis]!);
  const isFilled =
    strips.every(({ low }, i) => low === (i === 0 ? 0 : ends[i - 1])) && ends.at(-1) === node.shape[axis];
  return isFilled ? { axis, parts: strips.map(({ part }) => part) } : undefined;
}

/**
 * Makes a sum of paddings that fill their axis the concatenation of what was padded, as it arises where the parts of a
 * tensor are used one by one: each part gets its gradient. The same parts are joined once.
 */
export function joining(): (node: Tensor) => Tensor {
  const known: Tensor[] = [];
  return (node) => {
    const found = addends(node) === undefined ? undefined : sideBySide(node);
    if (found === undefined) return node;
    const { axis, parts } = found;
    const same = known.find(
      (joined) =>
        (joined.attributes as { axis: number }).axis === axis &&
        joined.inputs.length === parts.length &&
        joined.inputs.every((part, i) => part === parts[i]),
    );
    if (same !== undefined) return same;
    const joined = apply(concat, parts, { axis });
    noted(joined, node);
    joined.origin = node.origin;
    known.push(joined);
    return joined;
  };
}

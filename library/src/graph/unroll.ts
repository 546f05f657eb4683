import { apply, build, elementAt } from "./build.ts";
import { evaluate } from "./evaluate.ts";
import type { SliceAttributes } from "./primitive.ts";
import { concat } from "./primitives/concat.ts";
import { constant } from "./primitives/leaves.ts";
import { permute } from "./primitives/permute.ts";
import { reshape } from "./primitives/reshape.ts";
import { slice } from "./primitives/slice.ts";
import { onOperands, rewrite } from "./rewrite.ts";
import { type ScanAttributes, scanOf } from "./scans.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { ancestors, type Moment, type Tensor } from "./tensor.ts";

/**
 * A graph in which every loop over time is written out, turn after turn: other nodes, the same numbers.
 *
 * A loop is one node, of which nothing can be told but what comes out. Written out, everything that is known of a graph
 * (lines, names, gradients, paths) holds for each turn; the nodes of a turn have its number as their `moment`.
 */
export function unrolled(roots: readonly Tensor[]): (root: Tensor) => Tensor {
  return rewrite(roots, (node, original) => {
    if ((scanOf(node)?.length ?? 0) > 0) return turns(node);
    if (node === original) return node;
    // What cuts the results of a loop apart meets the piece that it wants.
    const [input] = node.inputs;
    const found = again(node, input!);
    if (found !== node) {
      found.label ??= node.label;
      found.layer ??= node.layer;
    }
    return found;
  });
}

/** A view of what is now joined, as short as it can be said. */
function again(node: Tensor, input: Tensor): Tensor {
  if (node.primitive === slice) {
    const attributes = node.attributes as SliceAttributes;
    return piecesOf(input, attributes) ?? build.slice(input, attributes);
  }
  if (node.primitive === reshape)
    return (
      stacked(input, node.shape) ?? build.reshape(input.primitive === reshape ? input.inputs[0]! : input, node.shape)
    );
  return node.primitive === permute ? permutedParts(node) : node;
}

/** Whole neighbors among flat pieces that were joined. */
function piecesOf(joint: Tensor, { start, size, step }: SliceAttributes): Tensor | undefined {
  if (joint.primitive !== concat || joint.shape.length !== 1 || step[0] !== 1) return undefined;
  const found: Tensor[] = [];
  let at = 0;
  for (const piece of joint.inputs) {
    if (at >= start[0]! && at + piece.shape[0]! <= start[0]! + size[0]!) found.push(piece);
    at += piece.shape[0]!;
  }
  const isAll = found.reduce((sum, piece) => sum + piece.shape[0]!, 0) === size[0];
  return isAll && found.length > 0 ? joined(found) : undefined;
}

/** Flat pieces of one size as elements along a first axis. */
function stacked(joint: Tensor, shape: Shape): Tensor | undefined {
  const inner = shape.slice(1);
  if (joint.primitive !== concat || joint.shape.length !== 1 || joint.inputs.length !== shape[0]) return undefined;
  if (joint.inputs.some((piece) => piece.shape[0] !== sizeOf(inner))) return undefined;
  return joined(
    joint.inputs.map((piece) => build.reshape(piece.primitive === reshape ? piece.inputs[0]! : piece, [1, ...inner])),
  );
}

/** Joined parts with their axes in another order: such parts joined along another axis. */
export function permutedParts(node: Tensor): Tensor {
  const [input] = node.inputs;
  if (input!.primitive !== concat) return node;
  const { axes } = node.attributes as { readonly axes: readonly number[] };
  const axis = axes.indexOf((input!.attributes as { readonly axis: number }).axis);
  return apply(
    concat,
    input!.inputs.map((part) => build.permute(part, axes)),
    { axis },
  );
}

/** The flat value of a loop, put together from its turns. */
function turns(node: Tensor): Tensor {
  const { body, length, reverse, stacked: kept } = node.attributes as ScanAttributes;
  const { carries, elements, constants } = body;
  const inner = unrolled([...body.next, ...body.outputs]);
  const [next, outputs] = [body.next.map(inner), body.outputs.map(inner)];
  const order = ancestors([...next, ...outputs]);
  const sequences = node.inputs.slice(carries.length, carries.length + elements.length);
  const fixed = node.inputs.slice(carries.length + elements.length);
  const loop = {};
  const carried = (tensors: readonly Tensor[], turn: number, at: number): readonly Tensor[] => {
    tensors.forEach((tensor, which) => {
      if (tensor.moment?.carried === undefined) tensor.moment = { at, of: length, carried: { loop, turn, which } };
    });
    return tensors;
  };
  const firsts = node.inputs.slice(0, carries.length);
  const begun = carried(
    firsts.map((first, i) => beginning(first, next[i]!.label)),
    0,
    0,
  );
  let held = begun;
  const results: Tensor[][] = [...next, ...outputs].map(() => new Array<Tensor>(length));
  for (let turn = 0; turn < length; turn++) {
    const t = reverse ? length - 1 - turn : turn;
    const moment = { at: t + 1, of: length };
    const now = new Map<Tensor, Tensor>();
    carries.forEach((carry, i) => now.set(carry, held[i]!));
    elements.forEach((element, i) => {
      const seen = elementAt(sequences[i]!, t);
      if (seen.primitive === reshape || seen.primitive === slice) seen.moment ??= moment;
      now.set(element, seen);
    });
    constants.forEach((one, i) => now.set(one, fixed[i]!));
    for (const one of order) if (!now.has(one)) now.set(one, inTurn(one, now, moment));
    held = carried(
      next.map((one) => now.get(one)!),
      turn + 1,
      t + 1,
    );
    [...next, ...outputs].forEach((one, i) => {
      results[i]![t] = now.get(one)!;
    });
  }
  const last = reverse ? 0 : length - 1;
  const pieces = results.flatMap((all, i) => {
    if (i >= next.length) return all;
    if (!kept[i]) return [all[last]!];
    return reverse ? [...all, begun[i]!] : [begun[i]!, ...all];
  });
  return joined(pieces.map((piece) => build.reshape(piece, [sizeOf(piece.shape)])));
}

/** A node of the body in one turn. */
function inTurn(node: Tensor, now: ReadonlyMap<Tensor, Tensor>, moment: Moment): Tensor {
  const made = onOperands(
    node,
    node.inputs.map((input) => now.get(input)!),
  );
  if (made !== node) made.moment = moment;
  return made;
}

/** What a loop begins with; where that is a number everywhere, it is called as what the loop makes of it. */
function beginning(first: Tensor, label: string | undefined): Tensor {
  if (!ancestors([first]).every((one) => one.inputs.length > 0 || one.primitive === constant)) return first;
  const made = apply(constant, [], { shape: first.shape, data: evaluate(first) });
  made.label = label;
  return made;
}

const joined = (parts: readonly Tensor[]): Tensor =>
  parts.length === 1 ? parts[0]! : apply(concat, parts, { axis: 0 });

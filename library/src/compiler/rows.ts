import { apply } from "../graph/build.ts";
import type { ContractNames, PadAttributes, SliceAttributes } from "../graph/primitive.ts";
import { broadcast } from "../graph/primitives/broadcast.ts";
import { concat } from "../graph/primitives/concat.ts";
import { contract } from "../graph/primitives/contract.ts";
import { gather } from "../graph/primitives/gather.ts";
import { type ConstantAttributes, constant, input } from "../graph/primitives/leaves.ts";
import { map } from "../graph/primitives/map.ts";
import { pad } from "../graph/primitives/pad.ts";
import { permute } from "../graph/primitives/permute.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import { reshape } from "../graph/primitives/reshape.ts";
import { slice } from "../graph/primitives/slice.ts";
import { onOperands } from "../graph/rewrite.ts";
import type { ScanBody } from "../graph/scans.ts";
import { type Shape, sizeOf } from "../graph/shape.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";

/** The rows of a loop's turns: nothing that a turn computes of one row depends on another one. */
export interface Rows {
  readonly count: number;
  /** The axis along which they lie, of every tensor of the turn that has rows. */
  readonly axes: ReadonlyMap<Tensor, number>;
}

/** Into how many chunks rows are divided at most, how many rows each has at least, and how many numbers are carried for them. */
const mostChunks = 8;
const leastRows = 12;
const leastCarried = 512;

/**
 * How many rows there are in each chunk, and how many chunks of that size; what is left over is one more. That depends
 * on the sizes alone, never on the number of threads.
 */
export function chunksOf(
  { count: rows }: Rows,
  { carries }: ScanBody,
): { readonly size: number; readonly count: number } {
  const carried = carries.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const count = Math.max(1, Math.min(mostChunks, Math.floor(rows / leastRows), Math.floor(carried / leastCarried)));
  return { size: Math.floor(rows / count), count };
}

/** The axis of a node where an axis of an operand is found again, element by element; −1 where it is not. */
function axisIn(node: Tensor, operand: number, axis: number): number {
  const { primitive, attributes, shape } = node;
  const from = node.inputs[operand]!.shape;
  const kept = (unchanged: boolean): number => (unchanged ? axis : -1);
  if (primitive === map || primitive === broadcast) {
    const at = axis + shape.length - from.length;
    return from[axis] === shape[at] ? at : -1;
  }
  if (primitive === contract) {
    const { left, right, output } = attributes as ContractNames;
    return output.indexOf((operand === 0 ? left : right)[axis]!);
  }
  if (primitive === reduce) {
    const { axes } = attributes as ReduceAttributes;
    return axes.includes(axis) ? -1 : axis - axes.filter((one) => one < axis).length;
  }
  if (primitive === reshape) {
    const before = sizeOf(from.slice(0, axis));
    return shape.findIndex((size, at) => size === from[axis] && sizeOf(shape.slice(0, at)) === before);
  }
  if (primitive === permute) return (attributes as { axes: readonly number[] }).axes.indexOf(axis);
  if (primitive === slice) {
    const { start, size, step } = attributes as SliceAttributes;
    return kept(start[axis] === 0 && size[axis] === from[axis] && step[axis] === 1);
  }
  if (primitive === pad) {
    const { low, high, interior } = attributes as PadAttributes;
    return kept(low[axis] === 0 && high[axis] === 0 && interior[axis] === 0);
  }
  if (primitive === concat) return kept((attributes as { axis: number }).axis !== axis);
  if (primitive === gather) {
    const picked = (attributes as { axis: number }).axis;
    if (operand === 1) return picked + axis;
    if (axis === picked) return -1;
    return axis < picked ? axis : axis + node.inputs[1]!.shape.length - 1;
  }
  return -1;
}

/** Whether a tensor with rows is made anew for fewer of them: from operands that have these, or from nothing but a shape. */
function canCut({ primitive, attributes, inputs }: Tensor, axes: ReadonlyMap<Tensor, number>): boolean {
  if (primitive === constant) {
    const { data } = attributes as ConstantAttributes;
    return data.every((value) => Object.is(value, data[0]));
  }
  return primitive === input || primitive === broadcast || inputs.some((operand) => axes.has(operand));
}

/** The rows of a loop's turns; nothing where rows depend on each other, or cannot be told apart. */
export function rowsOf({ carries, next, outputs }: ScanBody): Rows | undefined {
  const count = carries[0]?.shape[0];
  const order = ancestors([...next, ...outputs, ...carries]);
  const axes = new Map<Tensor, number>();
  let isChanged = true;
  let fits = count !== undefined;
  const mark = (tensor: Tensor, axis: number): void => {
    const known = axes.get(tensor);
    if (known !== undefined) fits &&= known === axis;
    else {
      fits &&= tensor.shape[axis] === count;
      axes.set(tensor, axis);
      isChanged = true;
    }
  };
  for (const tensor of [...carries, ...next, ...outputs]) mark(tensor, 0);
  while (fits && isChanged) {
    isChanged = false;
    for (const node of order)
      node.inputs.forEach((operand, i) => {
        const axis = axes.get(operand);
        if (axis !== undefined) mark(node, axisIn(node, i, axis));
        const own = axes.get(node);
        const from = operand.shape.findIndex((_, at) => own !== undefined && axisIn(node, i, at) === own);
        if (from >= 0) mark(operand, from);
      });
  }
  fits &&= [...axes.keys()].every((tensor) => canCut(tensor, axes));
  return fits ? { count: count!, axes } : undefined;
}

/** What a turn does for so many of its rows. */
export function withRows(body: ScanBody, { axes }: Rows, rows: number): ScanBody {
  const made = new Map<Tensor, Tensor>();
  const all = [body.carries, body.elements, body.constants, body.next, body.outputs].flat();
  for (const node of ancestors(all)) {
    const inputs = node.inputs.map((operand) => made.get(operand)!);
    const axis = axes.get(node);
    const next =
      axis === undefined
        ? onOperands(node, inputs)
        : apply(
            node.primitive,
            inputs,
            attributesWith(
              node,
              node.shape.map((size, at) => (at === axis ? rows : size)),
            ),
          );
    made.set(node, next);
  }
  const changed = (list: readonly Tensor[]): Tensor[] => list.map((tensor) => made.get(tensor)!);
  return {
    carries: changed(body.carries),
    elements: changed(body.elements),
    constants: changed(body.constants),
    next: changed(body.next),
    outputs: changed(body.outputs),
  };
}

/** The attributes of a node of another shape. */
function attributesWith({ primitive, attributes }: Tensor, shape: Shape): unknown {
  if (primitive === constant) {
    const [value] = (attributes as ConstantAttributes).data;
    return { ...(attributes as ConstantAttributes), shape, data: new Float64Array(sizeOf(shape)).fill(value!) };
  }
  if (primitive === slice) return { ...(attributes as SliceAttributes), size: shape };
  return primitive === input || primitive === reshape || primitive === broadcast
    ? { ...(attributes as object), shape }
    : attributes;
}

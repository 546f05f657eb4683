import type { Builder } from "./primitive.ts";
import { type Shape, sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** One step of a loop as graph: from placeholders to the next carries and the step's outputs. */
export interface ScanBody {
  /** Placeholders for what is carried from step to step. */
  readonly carries: readonly Tensor[];
  /** Placeholders for one element of each sequence. */
  readonly elements: readonly Tensor[];
  /** Placeholders for what is the same in every step. */
  readonly constants: readonly Tensor[];
  readonly next: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** A loop: operands are the first carries, the sequences (time first) and the constants. */
export interface ScanAttributes {
  readonly body: ScanBody;
  readonly length: number;
  /** Whether it walks from the last element to the first. */
  readonly reverse: boolean;
  /** Which carries are given for every step, the first ones too; of the others only the last one is. */
  readonly stacked: readonly boolean[];
}

/** Where each result lies in the flat value of a scan: carries first, then outputs. */
export function scanResults({ body, length, stacked }: ScanAttributes): readonly { offset: number; shape: Shape }[] {
  let offset = 0;
  const shapes = [
    ...body.next.map((tensor, i) => (stacked[i] ? [length + 1, ...tensor.shape] : tensor.shape)),
    ...body.outputs.map((tensor) => [length, ...tensor.shape]),
  ];
  return shapes.map((shape) => {
    const place = { offset, shape };
    offset += sizeOf(shape);
    return place;
  });
}

/** Elements of a flat value, from an offset on, in a shape. */
export function cut(flat: Tensor, offset: number, shape: Shape, build: Builder): Tensor {
  return build.reshape(build.slice(flat, { start: [offset], size: [sizeOf(shape)], step: [1] }), shape);
}

/** One result of a scan, in its shape. */
export function scanResult(node: Tensor, which: number, build: Builder): Tensor {
  const { offset, shape } = scanResults(node.attributes as ScanAttributes)[which]!;
  return cut(node, offset, shape, build);
}

/**
 * How many carries lie before that of a step, counted from the place of the step's element: every step finds a carry
 * and leaves one, and they lie one behind the other, in the order of the elements.
 */
export function carryAt({ reverse }: Pick<ScanAttributes, "reverse">, when: "before" | "after"): 0 | 1 {
  return (when === "before") === reverse ? 1 : 0;
}

/** A carry that is given for every step, as each step found it or left it; at the places of the elements. */
export function stackedCarry(
  node: Tensor,
  which: number,
  when: "before" | "after",
  build: Builder,
  from = node.attributes as ScanAttributes,
): Tensor {
  const { offset, shape } = scanResults(from)[which]!;
  const inner = shape.slice(1);
  return cut(node, offset + carryAt(from, when) * sizeOf(inner), [from.length, ...inner], build);
}

/** What loops are known by, so that nothing but what makes them loads their rules. */
export const scanName = "scan";

/** What a node is as a loop; nothing where it is none. */
export function scanOf({ primitive, attributes }: Tensor): ScanAttributes | undefined {
  return primitive.name === scanName ? (attributes as ScanAttributes) : undefined;
}

import { add } from "../expr/operations/add.ts";
import { mul } from "../expr/operations/mul.ts";
import { ArgumentError } from "../util/errors.ts";
import { apply, build, elementAt } from "./build.ts";
import { constant, input } from "./primitives/leaves.ts";
import { scan as scanPrimitive } from "./primitives/scan.ts";
import { onOperands } from "./rewrite.ts";
import { type ScanAttributes, type ScanBody, scanResult, stackedCarry } from "./scans.ts";
import { axisOf } from "./shape.ts";
import { ancestors, type Tensor } from "./tensor.ts";

/** What a step of a loop gives: the next carries, and outputs that are collected. */
export interface ScanStep {
  readonly carries: readonly Tensor[];
  readonly outputs?: readonly Tensor[];
}

/** What a loop gives: the last carries, the carries after every step, and the outputs of every step (time first). */
export interface ScanResult {
  readonly carries: readonly Tensor[];
  readonly stacked: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** What is looped over. */
export interface ScanOptions {
  /** Tensors whose first axis is time; each step gets one element of each. */
  readonly sequences?: readonly Tensor[];
  /** How many steps; needed where there are no sequences. */
  readonly length?: number;
  /** Whether time is walked backwards. */
  readonly reverse?: boolean;
}

/**
 * A loop over time: `step` makes the next carries from the carries and one element of each sequence.
 *
 * Whatever the step uses that depends on neither is computed once, before the loop.
 *
 * @throws ArgumentError where the sequences differ in length, or ShapeError where a carry changes its shape.
 * @example
 * const { carries: [total] } = scan(([sum], [x]) => ({ carries: [add(sum, x)] }), [zero], { sequences: [values] });
 */
export function scan(
  step: (carries: readonly Tensor[], elements: readonly Tensor[]) => ScanStep,
  first: readonly Tensor[],
  { sequences = [], length, reverse = false }: ScanOptions,
): ScanResult {
  const count = length ?? sequences[0]?.shape[0];
  if (count === undefined || sequences.some(({ shape }) => shape[0] !== count))
    throw new ArgumentError("scan: how many steps there are is not clear", {
      expected: "a length, or sequences with one first size",
      found: sequences.map(({ shape }) => shape[0]).join(" and ") || "neither",
    });
  const leaf = (name: string, tensor: Tensor, inner: readonly number[]): Tensor =>
    apply(input, [], { name, shape: inner, type: tensor.type });
  const carries = first.map((tensor, i) => leaf(`carry${i}`, tensor, tensor.shape));
  const elements = sequences.map((tensor, i) => leaf(`element${i}`, tensor, tensor.shape.slice(1)));
  const made = step(carries, elements);
  const outputs = made.outputs ?? [];
  const { lifted, moved } = liftConstants([...made.carries, ...outputs], [...carries, ...elements]);
  const body: ScanBody = {
    carries,
    elements,
    constants: lifted.map(({ inside }) => inside),
    next: moved.slice(0, carries.length),
    outputs: moved.slice(carries.length),
  };
  const attributes: ScanAttributes = { body, length: count, reverse, stacked: carries.map(() => true) };
  const node = apply(scanPrimitive, [...first, ...sequences, ...lifted.map(({ outside }) => outside)], attributes);
  return {
    stacked: carries.map((_, i) => stackedCarry(node, i, "after", build)),
    carries: carries.map((_, i) => elementAt(scanResult(node, i, build), reverse ? 0 : count)),
    outputs: outputs.map((_, i) => scanResult(node, carries.length + i, build)),
  };
}

/** Replaces what does not depend on a body's placeholders by placeholders of its own; numbers stay inside. */
function liftConstants(
  results: readonly Tensor[],
  placeholders: readonly Tensor[],
): { lifted: readonly { inside: Tensor; outside: Tensor }[]; moved: readonly Tensor[] } {
  const order = ancestors([...results, ...placeholders]);
  const inside = new Set<Tensor>(placeholders);
  for (const node of order) if (node.inputs.some((operand) => inside.has(operand))) inside.add(node);
  const lifted = new Map<Tensor, Tensor>();
  const now = new Map<Tensor, Tensor>();
  const operand = (tensor: Tensor): Tensor => {
    if (inside.has(tensor)) return now.get(tensor)!;
    if (tensor.primitive === constant) return tensor;
    const known = lifted.get(tensor);
    if (known !== undefined) return known;
    const made = apply(input, [], { name: `constant${lifted.size}`, shape: tensor.shape, type: tensor.type });
    lifted.set(tensor, made);
    return made;
  };
  for (const node of order) {
    if (!inside.has(node)) continue;
    const next = onOperands(node, node.inputs.map(operand));
    now.set(node, next);
  }
  const moved = results.map(operand);
  return { moved, lifted: [...lifted].map(([outside, made]) => ({ inside: made, outside })) };
}

/** Time first: an axis moved to the front, and back again. */
function alongFirst(tensor: Tensor, axis: number, run: (moved: Tensor) => Tensor): Tensor {
  const at = axisOf(axis, tensor.shape.length, "scan");
  const order = [at, ...tensor.shape.map((_, i) => i).filter((i) => i !== at)];
  const result = run(build.permute(tensor, order));
  return build.permute(
    result,
    tensor.shape.map((_, i) => order.indexOf(i)),
  );
}

function cumulative(tensor: Tensor, axis: number, start: number, step: (a: Tensor, b: Tensor) => Tensor): Tensor {
  return alongFirst(tensor, axis, (moved) => {
    const first = build.constant(start, moved.shape.slice(1));
    const loop = scan(([total], [x]) => ({ carries: [step(total!, x!)] }), [first], { sequences: [moved] });
    return loop.stacked[0]!;
  });
}

/** The sums of the elements up to each one along an axis. */
export function cumulativeSum(tensor: Tensor, axis = 0): Tensor {
  return cumulative(tensor, axis, 0, (a, b) => add(a, b));
}

/** The products of the elements up to each one along an axis. */
export function cumulativeProduct(tensor: Tensor, axis = 0): Tensor {
  return cumulative(tensor, axis, 1, (a, b) => mul(a, b));
}

/** The product of the elements along an axis; its derivative is right where elements are 0, too. */
export function product(tensor: Tensor, axis: number): Tensor {
  const at = axisOf(axis, tensor.shape.length, "product");
  const order = [at, ...tensor.shape.map((_, i) => i).filter((i) => i !== at)];
  const moved = build.permute(tensor, order);
  const first = build.constant(1, moved.shape.slice(1));
  return scan(([total], [x]) => ({ carries: [mul(total!, x!)] }), [first], { sequences: [moved] }).carries[0]!;
}

import type { Expr } from "../expr/expr.ts";
import type { Shape } from "./shape.ts";
import type { ElementType, Tensor } from "./tensor.ts";

/** The elements of a tensor in the reference: float64 for both element types. */
export type Values = Float64Array;

/** What can be built from tensors; handed to derivative rules, since a primitive's rule may need any other primitive. */
export interface Builder {
  map(inputs: readonly Tensor[], formula: Expr): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor | number): Tensor;
  sum(input: Tensor, axes: readonly number[]): Tensor;
  /** Sums a tensor down to `shape`: the adjoint of stretching `shape` to its shape. */
  sumTo(input: Tensor, shape: Shape): Tensor;
  contract(left: Tensor, right: Tensor, names: ContractNames): Tensor;
  reshape(input: Tensor, shape: Shape): Tensor;
  permute(input: Tensor, axes: readonly number[]): Tensor;
  broadcast(input: Tensor, shape: Shape): Tensor;
  slice(input: Tensor, attributes: SliceAttributes): Tensor;
  pad(input: Tensor, attributes: PadAttributes): Tensor;
  gather(input: Tensor, indices: Tensor, axis: number): Tensor;
  scatterAdd(updates: Tensor, indices: Tensor, axis: number, size: number): Tensor;
  index(shape: Shape, axis: number): Tensor;
  constant(value: number, shape?: Shape): Tensor;
  /** Applies another primitive, by its record. */
  apply(primitive: Primitive, inputs: readonly Tensor[], attributes: unknown): Tensor;
}

/** The axis names of a contraction: names missing from the output are summed over. */
export interface ContractNames {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly output: readonly string[];
}

/** `size[i]` elements along axis i, from `start[i]`, `step[i]` apart (a negative step walks back). */
export interface SliceAttributes {
  readonly start: readonly number[];
  readonly size: readonly number[];
  readonly step: readonly number[];
}

/** Zeros (or `value`) before, after and between the elements of each axis; negative `low` and `high` crop. */
export interface PadAttributes {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly interior: readonly number[];
  readonly value?: number;
}

/** Where elements lie in memory: the first one, and how far it is from one to the next along each axis. */
export interface Layout {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** One primitive of the graph: everything that chainrule knows of it, except how machines compute it. */
export interface Primitive {
  readonly name: string;
  /** The shape (and element type) of the result; throws ShapeError where the operands do not fit. */
  readonly shape: (inputs: readonly Tensor[], attributes: unknown) => { shape: Shape; type?: ElementType };
  /** The gradients of the loss with respect to the operands, from its gradient with respect to the node. */
  readonly derivative: (node: Tensor, gradient: Tensor, build: Builder) => readonly (Tensor | undefined)[];
  /**
   * Of a primitive that only looks at its operand in another way: where the node's elements lie, given where the operand's
   * do; nothing where these lie so that no strides say it.
   */
  readonly view?: (node: Tensor, operand: Layout) => Layout | undefined;
  /** The node's value in float64, plain and never optimized: the meaning of the primitive, where it is no view. */
  readonly evaluate?: (node: Tensor, values: readonly Values[]) => Values;
}

/** A primitive as its file writes it, with its attributes typed. */
export interface PrimitiveRecord<A> {
  readonly name: string;
  readonly shape: (inputs: readonly Tensor[], attributes: A) => { shape: Shape; type?: ElementType };
  readonly derivative: (
    node: Tensor & { readonly attributes: A },
    gradient: Tensor,
    build: Builder,
  ) => readonly (Tensor | undefined)[];
  readonly view?: (node: Tensor & { readonly attributes: A }, operand: Layout) => Layout | undefined;
  readonly evaluate?: (node: Tensor & { readonly attributes: A }, values: readonly Values[]) => Values;
}

/** Makes a primitive of its record. */
export function definePrimitive<A>(record: PrimitiveRecord<A>): Primitive {
  return record as unknown as Primitive;
}

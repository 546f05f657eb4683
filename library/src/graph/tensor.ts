import { constant as constantExpr, type Expr, variable } from "../expr/expr.ts";
import type { Operand } from "../expr/operand.ts";
import type { Operation } from "../expr/operation.ts";
import { ArgumentError, type Phase, TraceError } from "../util/errors.ts";
import type { Primitive } from "./primitive.ts";
import { map } from "./primitives/map.ts";
import type { Shape } from "./shape.ts";

/** What a tensor holds: real numbers (float32 compiled, float64 in the reference) or int32 indices. */
export type ElementType = "real" | "index";

/** Where a node of a gradient graph comes from: the forward node, which of its operands, and the rule. */
export interface Origin {
  readonly forward: Tensor;
  /** The operand whose gradient this is a part of; absent where contributions are added up. */
  readonly operand?: number;
  readonly rule: string;
}

/** Where in a training step a node stands. */
export interface Whereabout {
  readonly phase: Phase;
  /** The layer that it belongs to, as its note names it. */
  readonly layer?: string;
}

/**
 * The turn of a loop that a node belongs to, where the loop has been written out: element `at` of `of`, from 1; 0 for what the
 * loop begins with.
 */
export interface Moment {
  readonly at: number;
  readonly of: number;
  /** For what is carried from turn to turn: the loop, after how many turns, and which of all that it carries. */
  readonly carried?: { readonly loop: object; readonly turn: number; readonly which: number };
}

/**
 * A node of the graph: a primitive applied to tensors, with a static shape.
 *
 * Nodes are immutable but for their notes: a label (`z¹`), the layer that made them, the turn of a loop, their origin in
 * differentiation, and where they stand in a step that is looked at. Notes are for people; nothing takes them for identity.
 */
export class Tensor implements Operand {
  readonly level = 2;
  readonly primitive: Primitive;
  readonly inputs: readonly Tensor[];
  readonly attributes: unknown;
  readonly shape: Shape;
  readonly type: ElementType;
  label: string | undefined;
  layer: string | undefined;
  moment: Moment | undefined;
  origin: Origin | undefined;
  whereabout: Whereabout | undefined;

  constructor(primitive: Primitive, inputs: readonly Tensor[], attributes: unknown) {
    const { shape, type = "real" } = primitive.shape(inputs, attributes);
    this.primitive = primitive;
    this.inputs = inputs;
    this.attributes = attributes;
    this.shape = shape;
    this.type = type;
  }

  combine(operation: Operation, operands: readonly (Operand | number)[]): Tensor {
    const inputs: Tensor[] = [];
    const parts = operands.map((operand): Expr => {
      if (typeof operand === "number") return constantExpr(operand);
      if (!(operand instanceof Tensor))
        throw new ArgumentError(`${operation.symbol}: a formula cannot be mixed with a tensor`, {
          expected: "numbers and tensors",
        });
      const known = inputs.indexOf(operand);
      return variable(mapVariable(known >= 0 ? known : inputs.push(operand) - 1));
    });
    const formula = (parts[0] as Expr).combine(operation, parts);
    return new Tensor(map, inputs, { formula });
  }

  /** Reading a tensor as a JavaScript value is always a mistake while a function is traced. */
  [Symbol.toPrimitive](): never {
    throw new TraceError("a tensor has no value while a function is being traced", {
      remedy:
        "use select(condition, a, b) and the comparison functions instead of if, ?: and <; evaluate(tensor) gives numbers",
    });
  }
}

/** The name of the variable that stands for a map's input number `index`. */
export function mapVariable(index: number): string {
  return `a${index}`;
}

/** Names a tensor for explanations and returns it. */
export function label<T extends Tensor>(tensor: T, text: string): T {
  tensor.label = text;
  return tensor;
}

/** All tensors that the given ones are computed from, themselves included, operands first. */
export function ancestors(roots: readonly Tensor[]): readonly Tensor[] {
  const order: Tensor[] = [];
  const done = new Set<Tensor>();
  const stack: Tensor[] = [...roots].reverse();
  while (stack.length > 0) {
    const tensor = stack[stack.length - 1]!;
    const waiting = done.has(tensor) ? [] : tensor.inputs.filter((input) => !done.has(input));
    if (waiting.length > 0) {
      stack.push(...waiting.reverse());
      continue;
    }
    stack.pop();
    if (done.has(tensor)) continue;
    done.add(tensor);
    order.push(tensor);
  }
  return order;
}

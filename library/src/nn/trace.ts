import { add } from "../expr/operations/add.ts";
import { type Shape, sameShape, shapeText, sizeOf } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import { ArgumentError, ChainruleError, ShapeError } from "../util/errors.ts";
import type { Activation, Layer, LayerState, Mode, Parameter, ParameterOptions, Scope } from "./network.ts";

/** Where the tensors of a trace come from. */
export interface Tracing {
  readonly mode: Mode;
  readonly parameter: (parameter: Parameter) => Tensor;
  readonly state: (state: LayerState) => Tensor;
  /** Uniform numbers; `stream` keeps two draws of one step apart. */
  readonly random: (shape: Shape, stream: number) => Tensor;
}

/** A layer applied to a batch: its output and everything that it asked for on the way. */
export interface Traced {
  readonly output: Tensor;
  readonly parameters: readonly Parameter[];
  readonly states: readonly LayerState[];
  /** The next values of states, by name. */
  readonly updates: ReadonlyMap<string, Tensor>;
  /** What the regularizers add to the loss. */
  readonly penalty: Tensor | undefined;
  /** How many streams of random numbers it draws from. */
  readonly streams: number;
  /** Which steps of the output are there (n×t); nothing where all are. */
  readonly mask: Tensor | undefined;
}

/** Draws of layers use streams from here on; lower ones initialize parameters. */
export const firstStream = 0x10000;

class TraceRecord {
  readonly parameters: Parameter[] = [];
  readonly states: LayerState[] = [];
  readonly updates = new Map<string, Tensor>();
  readonly tensors = new Map<string, Tensor>();
  readonly masks = new Map<Tensor, Tensor>();
  penalty: Tensor | undefined;
  streams = 0;
}

/** How many numbers lie side by side. */
export function arenaSize(records: readonly { readonly shape: Shape }[]): number {
  return records.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** An activation of a tensor. @throws ArgumentError where it gives none. */
function activated(activation: (input: Tensor) => Tensor, input: Tensor): Tensor {
  const output: unknown = activation(input);
  if (output instanceof Tensor) return output;
  throw new ArgumentError("an activation gives no tensor", {
    expected: "a function of a tensor",
    found: activation.name || typeof output,
    remedy: "call one that takes options: elu() instead of elu",
  });
}

/** Whether a tensor (n×t×…) has the rows and steps of a mask (n×t), and something in each step. */
function hasSteps(tensor: Tensor, mask: Tensor): boolean {
  return tensor.shape.length > 2 && sameShape(tensor.shape.slice(0, 2), mask.shape);
}

class TraceScope implements Scope {
  readonly mode: Mode;
  private readonly prefix: string;
  private readonly tracing: Tracing;
  private readonly record: TraceRecord;
  private readonly inner = new Map<Layer, TraceScope>();

  constructor(prefix: string, tracing: Tracing, record: TraceRecord) {
    this.mode = tracing.mode;
    this.prefix = prefix;
    this.tracing = tracing;
    this.record = record;
  }

  private once(name: string, shape: Shape, make: () => Tensor): Tensor {
    const known = this.record.tensors.get(name);
    if (known === undefined) {
      const made = make();
      this.record.tensors.set(name, made);
      return made;
    }
    if (!sameShape(known.shape, shape))
      throw new ShapeError(`${name} is used with two shapes`, {
        expected: shapeText(known.shape),
        found: shapeText(shape),
      });
    return known;
  }

  parameter(name: string, shape: Shape, options: ParameterOptions): Tensor {
    const full = this.prefix + name;
    return this.once(full, shape, () => {
      const parameter = { ...options, name: full, shape, offset: arenaSize(this.record.parameters) };
      this.record.parameters.push(parameter);
      const tensor = this.tracing.parameter(parameter);
      if (options.regularizer !== undefined) {
        const part = options.regularizer(tensor);
        this.record.penalty = this.record.penalty === undefined ? part : add(this.record.penalty, part);
      }
      return tensor;
    });
  }

  state(name: string, shape: Shape, initial: number): Tensor {
    const full = this.prefix + name;
    return this.once(full, shape, () => {
      const state = { name: full, shape, initial, offset: arenaSize(this.record.states) };
      this.record.states.push(state);
      return this.tracing.state(state);
    });
  }

  update(name: string, value: Tensor): void {
    if (this.mode === "training") this.record.updates.set(this.prefix + name, value);
  }

  random(shape: Shape): Tensor {
    return this.tracing.random(shape, firstStream + this.record.streams++);
  }

  mask(tensor: Tensor): Tensor | undefined {
    return this.record.masks.get(tensor);
  }

  masked(tensor: Tensor, mask: Tensor): Tensor {
    if (!hasSteps(tensor, mask))
      throw new ShapeError("a mask does not fit", {
        expected: `one of ${shapeText(tensor.shape.slice(0, 2))} for steps of ${shapeText(tensor.shape)}`,
        found: shapeText(mask.shape),
      });
    this.record.masks.set(tensor, mask);
    return tensor;
  }

  use(part: Activation, input: Tensor): Tensor {
    const output = this.apply(part, input);
    const mask = this.mask(input);
    if (mask !== undefined && this.mask(output) === undefined && hasSteps(output, mask)) this.masked(output, mask);
    return output;
  }

  private apply(part: Activation, input: Tensor): Tensor {
    if (typeof part === "function") return activated(part, input);
    let scope = this.inner.get(part);
    if (scope === undefined) {
      scope = new TraceScope(`${this.prefix}${this.inner.size + 1}.`, this.tracing, this.record);
      this.inner.set(part, scope);
    }
    const place = `layer ${scope.prefix.slice(0, -1)} (${part.name})`;
    try {
      const output = part.apply(input, scope);
      output.layer ??= place;
      return output;
    } catch (error) {
      // The innermost layer names itself; those around it add nothing.
      throw error instanceof ChainruleError ? error.at(place) : error;
    }
  }
}

/** Applies a layer to a batch of rows. */
export function trace(layer: Layer, input: Tensor, tracing: Tracing): Traced {
  const record = new TraceRecord();
  const output = layer.apply(input, new TraceScope("", tracing, record));
  const { parameters, states, updates, penalty, streams, masks } = record;
  return { output, parameters, states, updates, penalty, streams, mask: masks.get(output) };
}

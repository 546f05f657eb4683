import { input as inputOf } from "../graph/functions.ts";
import { type Shape, sizeOf } from "../graph/shape.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { ArgumentError } from "../util/errors.ts";
import { randomStream } from "../util/random.ts";
import type { Initializer } from "./initializers/_initializer.ts";
import type { Made } from "./made.ts";
import type { Constraint, Regularizer } from "./regularizers/_regularizer.ts";
import { arenaSize, type Traced, trace } from "./trace.ts";

/** An activation: an elementwise operation, a function of tensors such as softmax, or a layer that learns it. */
export type Activation = (((input: Tensor) => Tensor) & { readonly symbol: string }) | Layer;

/** Whether rows are learned from (dropout drops, batch norm uses the batch) or only looked at. */
export type Mode = "training" | "inference";

/** How a parameter begins, what it adds to the loss, and what it is held to after every step. */
export interface ParameterOptions {
  readonly initializer: Initializer;
  readonly regularizer?: Regularizer | undefined;
  readonly constraint?: Constraint | undefined;
}

/** A parameter of a network: a name such as `2.weights`, and its place in the arena of all parameters. */
export interface Parameter extends ParameterOptions {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
}

/** Numbers that a layer keeps without learning them (running means), at their place in an arena of their own. */
export interface LayerState {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
  /** What every element begins with. */
  readonly initial: number;
}

/** What a layer may ask for while it is traced. */
export interface Scope {
  readonly mode: Mode;
  /** A tensor that is learned. */
  parameter(name: string, shape: Shape, options: ParameterOptions): Tensor;
  /** A tensor that is kept from step to step. */
  state(name: string, shape: Shape, initial: number): Tensor;
  /** Gives a state its next value; it takes effect in training only. */
  update(name: string, value: Tensor): void;
  /** Uniform numbers in [0, 1), new in every step. */
  random(shape: Shape): Tensor;
  /** Applies another layer (or activation); the same layer used twice shares its parameters. */
  use(part: Activation, input: Tensor): Tensor;
  /**
   * Which steps of a tensor (n×t×…) are there, 1 or 0 (n×t); nothing where all are. A mask stays with what layers make of
   * the tensor as long as rows and steps stay: an output (n×t×…) of another layer has that of its input.
   */
  mask(tensor: Tensor): Tensor | undefined;
  /** Says which steps of a tensor (n×t×…) are there, and gives it back. */
  masked(tensor: Tensor, mask: Tensor): Tensor;
}

/** What a layer makes of a batch (rows first), with the tensors that its scope gives. */
export type LayerFunction = (input: Tensor, scope: Scope) => Tensor;

/** A layer: one function of graph, from which parameters, shapes, gradients and code all follow. */
export interface Layer {
  /** For people: `dense 16 relu`. */
  readonly name: string;
  /** By which `define…` name and with what it was made; `describe` turns it into plain data for a file. */
  readonly made: Made;
  readonly apply: LayerFunction;
}

function title(name: string, given: readonly unknown[]): string {
  const words = given.flatMap((value) => {
    if (typeof value === "number" || typeof value === "string") return [String(value)];
    if (Array.isArray(value) && value.every((part) => typeof part === "number")) return [value.join("×")];
    if (typeof value === "function" && "symbol" in value) return [String(value.symbol)];
    return [];
  });
  return [name, ...words].join(" ");
}

/**
 * Makes a kind of layer: a name, by which files find it again, and a function from options to what it computes.
 *
 * @example
 * const scale = defineLayer("scale", (by: number) => (input) => mul(by, input));
 * sequential(dense(8, relu), scale(0.5), dense(1));
 */
export function defineLayer<A extends readonly unknown[]>(
  name: string,
  make: (...given: A) => LayerFunction,
): ((...given: A) => Layer) & { readonly layerName: string } {
  const factory = (...given: A): Layer => ({
    name: title(name, given),
    made: { kind: "layer", name, given },
    apply: make(...given),
  });
  return Object.assign(factory, { layerName: name });
}

/** Placeholders for everything: a trace that only finds out what a layer asks for. */
function inspect(layer: Layer, rowShape: Shape, mode: Mode): Traced {
  return trace(layer, inputOf("rows", [1, ...rowShape]), {
    mode,
    parameter: ({ name, shape }) => inputOf(name, shape),
    state: ({ name, shape }) => inputOf(name, shape),
    random: (shape, stream) => inputOf(`random ${stream}`, shape),
  });
}

/** Layers composed; knows no machine. A network is a layer, so that it can stand in another one. */
export interface Network extends Layer {
  /** The parameters for rows of an input shape, side by side in one arena. */
  parameters(rowShape: Shape): readonly Parameter[];
  /** What its layers keep from step to step, side by side in another arena. */
  states(rowShape: Shape): readonly LayerState[];
  /** The shape of an output row. */
  outputShape(rowShape: Shape): Shape;
  /** How many streams of random numbers a training step draws from; 0 for a network without chance. */
  streams(rowShape: Shape): number;
  /** The arena of parameters, filled by the initializers; a function of the seed. */
  initialize(rowShape: Shape, seed: number): Float64Array;
  /** The arena of states as it begins. */
  initialStates(rowShape: Shape): Float64Array;
}

/** Turns what a composition computes into a network. */
function networkOf(layer: Layer): Network {
  const known = new Map<string, Traced>();
  const inspected = (rowShape: Shape): Traced => {
    const key = rowShape.join("×");
    const found = known.get(key) ?? inspect(layer, rowShape, "training");
    known.set(key, found);
    return found;
  };
  return {
    name: layer.name,
    made: layer.made,
    apply: layer.apply,
    parameters: (rowShape) => inspected(rowShape).parameters,
    states: (rowShape) => inspected(rowShape).states,
    outputShape: (rowShape) => inspected(rowShape).output.shape.slice(1),
    streams: (rowShape) => inspected(rowShape).streams,
    initialize: (rowShape, seed) => {
      const { parameters } = inspected(rowShape);
      const arena = new Float64Array(arenaSize(parameters));
      parameters.forEach(({ shape, initializer, offset }, i) => {
        arena.set(initializer(shape, randomStream(seed, i)), offset);
      });
      return arena;
    },
    initialStates: (rowShape) => {
      const { states } = inspected(rowShape);
      const arena = new Float64Array(arenaSize(states));
      for (const { shape, offset, initial } of states) arena.fill(initial, offset, offset + sizeOf(shape));
      return arena;
    },
  };
}

const chain: (...layers: readonly Layer[]) => Layer = defineLayer("sequential", (...layers: readonly Layer[]) => {
  return (input, scope) =>
    layers.reduce((value, layer, i) => label(scope.use(layer, value), `a${superscript(i + 1)}`), input);
});

/** Layers one after the other; with a single dense layer this is a perceptron. */
export function sequential(...layers: readonly Layer[]): Network {
  if (layers.some((layer) => typeof layer !== "object" || typeof layer.apply !== "function"))
    throw new ArgumentError("sequential: every argument must be a layer", {
      remedy: "write dense(8, relu), or activation(relu) for an activation alone",
    });
  return networkOf(chain(...layers));
}

/**
 * A network as a function, for branches: `use(layer, tensor)` applies a layer, everything else is graph.
 *
 * To save such a network, give it a name with `defineLayer` and pass that to `loadModel`.
 *
 * @example
 * const hidden = dense(8, relu), skip = dense(8), head = dense(1);
 * const network = functional((x, use) => use(head, add(use(hidden, x), use(skip, x))));
 */
export function functional(
  build: (input: Tensor, use: (layer: Activation, input: Tensor) => Tensor, scope: Scope) => Tensor,
): Network {
  return networkOf(
    defineLayer("functional", () => (input, scope) => build(input, (layer, value) => scope.use(layer, value), scope))(),
  );
}

/** Any layer as a network: a single user-defined layer, say. */
export function network(layer: Layer): Network {
  return "parameters" in layer ? (layer as Network) : networkOf(layer);
}

/** A number in superscript digits: layer numbers in labels. */
export function superscript(n: number): string {
  return [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
}

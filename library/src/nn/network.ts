import type { Shape } from "../graph/shape.ts";
import { sizeOf } from "../graph/shape.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { ShapeError } from "../util/errors.ts";
import { randomStream } from "../util/random.ts";
import type { Initializer } from "./initializers/_initializer.ts";

/** An activation: an elementwise operation, or a function of tensors such as softmax, with its name. */
export type Activation = ((input: Tensor) => Tensor) & { readonly symbol: string };

/** A parameter that a layer wants. */
export interface ParameterRecord {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
}

/** A layer: which parameters it wants for rows of an input shape, and what it makes of input and parameters. */
export interface Layer {
  readonly name: string;
  /** The layer as plain data, for files and summaries. */
  readonly description: Readonly<Record<string, string | number | boolean>>;
  readonly parameters: (rowShape: Shape) => readonly ParameterRecord[];
  readonly apply: (input: Tensor, parameters: Readonly<Record<string, Tensor>>) => Tensor;
}

/** Makes a layer of its record. */
export function defineLayer(record: Layer): Layer {
  return record;
}

/** A parameter of a network: its layer's parameter under the name `layer.parameter`, at its place in the arena. */
export interface Parameter extends ParameterRecord {
  readonly offset: number;
}

/** Layers composed; knows no machine. */
export interface Network {
  readonly layers: readonly Layer[];
  /** The parameters for rows of an input shape, side by side in one arena. */
  parameters(rowShape: Shape): readonly Parameter[];
  /** The output for a batch, from the parameters in the order of `parameters`. */
  apply(input: Tensor, parameters: readonly Tensor[]): Tensor;
  /** The arena filled by the initializers; a function of the seed. */
  initialize(rowShape: Shape, seed: number): Float64Array;
}

/** Layers one after the other; with a single dense layer this is a perceptron. */
export function sequential(...layers: readonly Layer[]): Network {
  const shapes = (rowShape: Shape): Parameter[] => {
    const list: Parameter[] = [];
    let offset = 0;
    let shape = rowShape;
    layers.forEach((layer, i) => {
      for (const parameter of layer.parameters(shape)) {
        list.push({ ...parameter, name: `${i + 1}.${parameter.name}`, offset });
        offset += sizeOf(parameter.shape);
        if (parameter.name === "weights") shape = [...shape.slice(0, -1), parameter.shape.at(-1)!];
      }
    });
    return list;
  };
  return {
    layers,
    parameters: shapes,
    apply: (input, parameters) => {
      const names = shapes(input.shape.slice(1));
      return layers.reduce((value, layer, i) => {
        const prefix = `${i + 1}.`;
        const own = Object.fromEntries(
          names.flatMap(({ name }, at) =>
            name.startsWith(prefix) ? [[name.slice(prefix.length), parameters[at]!] as const] : [],
          ),
        );
        try {
          const output = layer.apply(value, own);
          output.layer ??= `layer ${i + 1} (${layer.name})`;
          return label(output, `a${superscript(i + 1)}`);
        } catch (error) {
          if (!(error instanceof ShapeError)) throw error;
          throw new ShapeError(`layer ${i + 1} (${layer.name}): ${error.message}`);
        }
      }, input);
    },
    initialize: (rowShape, seed) => {
      const list = shapes(rowShape);
      const arena = new Float64Array(list.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
      list.forEach(({ shape, initializer, offset }, i) => {
        arena.set(initializer(shape, randomStream(seed, i)), offset);
      });
      return arena;
    },
  };
}

/** A number in superscript digits: layer numbers in labels. */
export function superscript(n: number): string {
  return [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
}

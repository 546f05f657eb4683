import { input } from "../graph/functions.ts";
import { multiplyAdds } from "../graph/multiply-adds.ts";
import { sizeOf } from "../graph/shape.ts";
import { ancestors } from "../graph/tensor.ts";
import { applyNetwork } from "./held-network.ts";
import type { Model } from "./model.ts";

/** A layer of a network as numbers. */
export interface LayerSummary {
  readonly name: string;
  /** The shape of a row after it. */
  readonly shape: readonly number[];
  /** Its parameters, each with its shape. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly parameterCount: number;
  /** Multiplications and additions for one row, in products of matrices. */
  readonly multiplyAdds: number;
}

/** A network as numbers. */
export interface Summary {
  readonly inputs: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  readonly multiplyAdds: number;
  /** Bytes of the parameters as float32. */
  readonly bytes: number;
}

/** Shapes, parameters and work of a model, layer by layer; read off the graph for one row. */
export function summarize({ network, inputs }: Model): Summary {
  const applied = applyNetwork(network, [inputs], input("rows", [1, inputs]), "inference");
  const nodes = ancestors([applied.output]);
  const top = (name: string): string => name.split(".")[0]!;
  const numbers = [
    ...new Set([...applied.parameters.map(({ name }) => top(name)), ...nodes.flatMap(({ layer }) => number(layer))]),
  ].sort((a, b) => Number(a) - Number(b));
  let before = new Set<(typeof nodes)[number]>();
  const layers = numbers.map((at): LayerSummary => {
    const last = nodes.filter(({ layer }) => number(layer)[0] === at).at(-1);
    const parameters = applied.parameters.filter(({ name }) => top(name) === at);
    const reached = last === undefined ? before : new Set(ancestors([last]));
    const added = [...reached].filter((node) => !before.has(node));
    before = reached;
    return {
      name: last?.layer ?? `layer ${at}`,
      shape: last?.shape.slice(1) ?? [],
      parameters: parameters.map(({ name, shape }) => ({ name, shape })),
      parameterCount: parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      multiplyAdds: multiplyAdds(added),
    };
  });
  const total = (pick: (layer: LayerSummary) => number): number => layers.reduce((sum, layer) => sum + pick(layer), 0);
  const parameterCount = total((layer) => layer.parameterCount);
  return {
    inputs,
    layers,
    parameterCount,
    multiplyAdds: total((layer) => layer.multiplyAdds),
    bytes: parameterCount * 4,
  };
}

/** The number of the outermost layer in a node's note `layer 2.1 (dense 3)`. */
function number(layer: string | undefined): string[] {
  const found = /^layer (\d+)/.exec(layer ?? "");
  return found === null ? [] : [found[1]!];
}

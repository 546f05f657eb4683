import { build } from "../graph/build.ts";
import { concat, input, random, reshape, state } from "../graph/functions.ts";
import { type Shape, sizeOf } from "../graph/shape.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { type LayerState, type Mode, type Network, type Parameter, type Traced, trace } from "../nn/network.ts";

/** The names of a session's arenas. */
export const arenas = {
  parameters: "parameters",
  layerState: "layer state",
  /** What the micro-batches since the last update have added up: the gradient of the total, and the count. */
  gradient: "accumulated gradient",
  count: "accumulated count",
} as const;

/** How many numbers lie side by side. */
export function arenaSize(records: readonly { readonly shape: Shape }[]): number {
  return records.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** A part of an arena in its own shape. */
export function arenaView(
  arena: Tensor,
  { shape, offset, name }: Pick<Parameter | LayerState, "shape" | "offset" | "name">,
): Tensor {
  const flat = build.slice(arena, { start: [offset], size: [sizeOf(shape)], step: [1] });
  return label(reshape(flat, shape), name);
}

/** New weights, each parameter held to its constraint. */
export function constrained(weights: Tensor, parameters: readonly Parameter[]): Tensor {
  if (parameters.every(({ constraint }) => constraint === undefined)) return weights;
  return joined(
    parameters.map((parameter) => {
      const view = arenaView(weights, parameter);
      return parameter.constraint?.(view) ?? view;
    }),
  );
}

/** A network applied to a batch, its parameters and states being views of a session's arenas. */
export interface Applied extends Traced {
  readonly arena: Tensor;
  readonly layerState: Tensor | undefined;
  /** The views of the parameters, in order. */
  readonly views: readonly Tensor[];
  /** The arena of states after this batch, where any changes. */
  readonly nextState: Tensor | undefined;
}

/** Applies a network to rows, its tensors being views of arenas that a session holds. */
export function applyNetwork(network: Network, rowShape: Shape, rows: Tensor, mode: Mode): Applied {
  const states = network.states(rowShape);
  const arena = state(arenas.parameters, [arenaSize(network.parameters(rowShape))]);
  const layerState = states.length === 0 ? undefined : state(arenas.layerState, [arenaSize(states)]);
  const views: Tensor[] = [];
  const traced = trace(network, rows, {
    mode,
    parameter: (parameter) => {
      const view = arenaView(arena, parameter);
      views.push(view);
      return view;
    },
    state: (record) => arenaView(layerState!, record),
    random: (shape, stream) => random(shape, input("seed", [], "index"), input("step", [], "index"), stream),
  });
  const nextState =
    layerState === undefined || traced.updates.size === 0
      ? undefined
      : joined(states.map((record) => traced.updates.get(record.name) ?? arenaView(layerState, record)));
  return { ...traced, arena, layerState, views, nextState };
}

/** Tensors flattened, one after the other: an arena again. */
export function joined(parts: readonly Tensor[]): Tensor {
  const flat = parts.map((part) => reshape(part, [sizeOf(part.shape)]));
  return flat.length === 1 ? flat[0]! : concat(flat, 0);
}

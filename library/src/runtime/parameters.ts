import type { Session } from "../compiler/step.ts";
import { build } from "../graph/build.ts";
import { concat, reshape } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import type { LayerState, Parameter } from "../nn/network.ts";

/** The names of what a session holds of a network; one that is alone there needs no name of its own. */
export function arenasOf(owner?: string): {
  readonly parameters: string;
  readonly layerState: string;
  readonly slot: (slot: string) => string;
  /** What the micro-batches since the last update have added up: the gradient of the total, and the count. */
  readonly gradient: string;
  readonly count: string;
} {
  const of = (what: string): string => (owner === undefined ? what : `${what} of ${owner}`);
  return {
    parameters: of("parameters"),
    layerState: of("layer state"),
    slot: (slot) => of(`slot.${slot}`),
    gradient: of("accumulated gradient"),
    count: of("accumulated count"),
  };
}

/** The names of a session's arenas, where one network is alone in it. */
export const arenas: ReturnType<typeof arenasOf> = /* @__PURE__ */ arenasOf();

/** Puts what a model has learned, and what its layers keep, where the programs of a session find it. */
export function writeWeights(
  session: Session,
  { weights, layerState }: { readonly weights: Float64Array; readonly layerState: Float64Array },
): void {
  session.write(arenas.parameters, weights);
  if (layerState.length > 0) session.write(arenas.layerState, layerState);
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

/** Tensors flattened, one after the other: an arena again. */
export function joined(parts: readonly Tensor[]): Tensor {
  const flat = parts.map((part) => reshape(part, [sizeOf(part.shape)]));
  return flat.length === 1 ? flat[0]! : concat(flat, 0);
}

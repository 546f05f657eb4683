import type { Step } from "../compiler/step.ts";
import { select } from "../expr/operations/select.ts";
import { input, state } from "../graph/functions.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { lastName } from "./accumulation.ts";
import {
  type Judged,
  judgement,
  type Objective,
  objective,
  type StepOptions,
  type ValidationOptions,
} from "./objective.ts";
import { arenaSize, constrained } from "./parameters.ts";

export type { StepOptions, ValidationOptions } from "./objective.ts";

/** A step with the graph that it was made of, to look through. */
export interface Traceable<G extends Judged = Judged> {
  readonly step: Step;
  readonly graph: G;
}

/** The gradient of a batch without an update, with its graph: for solvers. */
export function gradientGraph(network: Network, options: StepOptions): Traceable<Objective> {
  const graph = objective(network, options);
  const { value, gradient, sums } = graph;
  return { step: { outputs: { loss: value, gradient, ...sums } }, graph };
}

/** The gradient of a batch without an update: for solvers, and for looking. */
export function gradientStep(network: Network, options: StepOptions): Step {
  return gradientGraph(network, options).step;
}

/** One training step with its graph: gather the batch, forward, loss, backward, clip, update, hold to constraints. */
export function trainingGraph(
  network: Network,
  options: StepOptions & { readonly optimizer: Optimizer },
): Traceable<Objective> {
  const { optimizer } = options;
  const graph = objective(network, options);
  const { arena, value, gradient, sums, nextState, layerState, parameters, accumulation, streams } = graph;
  const count = arenaSize(parameters);
  const scalarNames = Object.keys(optimizer.scalars(optimizer.learningRate, 1));
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, input(`scalar.${name}`, [])]));
  const slots = Object.fromEntries(Object.keys(optimizer.slots).map((name) => [name, state(`slot.${name}`, [count])]));
  const next = optimizer.update({ weights: arena, gradient, slots, scalars });
  const held = constrained(next.weights, parameters);
  // While gradients are added up, weights and slots stay as they are until the last micro-batch.
  const atLast = (old: Tensor, fresh: Tensor): readonly [Tensor, Tensor] => [
    old,
    accumulation === undefined ? fresh : select(accumulation.last, fresh, old),
  ];
  const step: Step = {
    outputs: { loss: value, ...sums },
    updates: [
      atLast(arena, held),
      ...Object.entries(next.slots).map(([name, slot]) => atLast(slots[name]!, slot)),
      ...(accumulation?.updates ?? []),
      ...(nextState === undefined ? [] : [[layerState!, nextState] as const]),
    ],
    perStep: [
      "rows",
      ...scalarNames.map((name) => `scalar.${name}`),
      ...(accumulation === undefined ? [] : [lastName]),
      ...(streams === 0 ? [] : ["step"]),
    ],
  };
  return { step, graph };
}

/** One training step as graph. */
export function trainingStep(network: Network, options: StepOptions & { readonly optimizer: Optimizer }): Step {
  return trainingGraph(network, options).step;
}

/** The loss of other rows with its graph. */
export function validationGraph(network: Network, options: ValidationOptions): Traceable {
  const graph = judgement(network, options);
  return { step: { outputs: { loss: graph.value, ...graph.sums } }, graph };
}

/** The loss of other rows, without learning from them. */
export function validationStep(network: Network, options: ValidationOptions): Step {
  return validationGraph(network, options).step;
}

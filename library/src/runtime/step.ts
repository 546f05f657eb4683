import type { Step } from "../compiler/step.ts";
import { select } from "../expr/operations/select.ts";
import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { lastName } from "./accumulation.ts";
import { HeldNetwork } from "./held-network.ts";
import {
  type Judged,
  judgement,
  type Looked,
  type Objective,
  objective,
  type StepOptions,
  type ValidationOptions,
} from "./objective.ts";
import { scalarInputs, scalarOf } from "./scalars.ts";

export type { StepOptions, ValidationOptions } from "./objective.ts";

/** A step with the graph that it was made of, to look through. */
export interface Traceable<G extends Judged = Judged> {
  readonly step: Step;
  readonly graph: G;
}

/** The gradient of a batch without an update, with its graph: for solvers. */
export function gradientGraph(network: Network, options: StepOptions): Traceable<Objective> {
  const graph = objective(new HeldNetwork(network, [options.inputs]), options);
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
  const { inputs, optimizer } = options;
  const held = new HeldNetwork(network, [inputs], { optimizer });
  const graph = objective(held, options);
  const { value, gradient, sums, accumulation, streams } = graph;
  const scalars = scalarInputs(optimizer, scalarOf);
  // While gradients are added up, weights and slots stay as they are until the last micro-batch.
  held.move(gradient, scalars, (fresh, old) =>
    accumulation === undefined ? fresh : select(accumulation.last, fresh, old),
  );
  const step: Step = {
    outputs: { loss: value, ...sums },
    updates: [...held.changes(), ...(accumulation?.updates ?? [])],
    perStep: [
      "rows",
      ...Object.keys(scalars).map((name) => scalarOf(name)),
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
export function validationGraph(network: Network, options: ValidationOptions): Traceable<Looked> {
  const graph = judgement(new HeldNetwork(network, [options.inputs]), options);
  const { value, count, sums } = graph;
  return {
    step: {
      outputs: { loss: value, ...(count === undefined ? {} : { count }), ...sums },
      ...(options.block === undefined ? {} : { perStep: ["rows"] }),
    },
    graph,
  };
}

/** The loss of other rows, without learning from them. */
export function validationStep(network: Network, options: ValidationOptions): Step {
  return validationGraph(network, options).step;
}

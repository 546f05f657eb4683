import type { Step } from "../compiler/step.ts";
import { select } from "../expr/operations/select.ts";
import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { lastName } from "./accumulation.ts";
import { HeldNetwork } from "./held-network.ts";
import { type Judged, type Objective, objective, type StepOptions } from "./objective.ts";
import { scalarInputs, scalarOf } from "./scalars.ts";

/** A step with the graph that it was made of, to look through. */
export interface Traceable<G extends Judged = Judged> {
  readonly step: Step;
  readonly graph: G;
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

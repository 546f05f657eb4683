import type { Step } from "../compiler/step.ts";
import type { Network } from "../nn/network.ts";
import { HeldNetwork } from "./held-network.ts";
import { type Objective, objective, type StepOptions } from "./objective.ts";
import type { Traceable } from "./step.ts";

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

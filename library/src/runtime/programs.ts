import { compileStep } from "../compiler/compile.ts";
import type { Program } from "../compiler/loops.ts";
import type { Step } from "../compiler/step.ts";
import { input } from "../graph/functions.ts";
import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import type { Solver } from "../nn/solvers/_solver.ts";
import { gradientGraph } from "./gradient-step.ts";
import { applyNetwork } from "./held-network.ts";
import type { LearnerOptions } from "./learner.ts";
import type { Model } from "./model.ts";
import { trainingGraph } from "./step.ts";
import { noteForward, noteWhereabouts } from "./whereabouts.ts";

/** The step that a training runs over and over, whose kernels know their phases and layers. */
export function notedStep(network: Network, optimizer: Optimizer | Solver, options: LearnerOptions): Step {
  const traceable =
    "advance" in optimizer
      ? gradientGraph(network, options)
      : trainingGraph(network, { ...options, accumulates: options.accumulate > 1, optimizer });
  noteWhereabouts(traceable);
  return traceable.step;
}

/** The program of a training step, to be looked at. */
export async function trainingProgram(
  network: Network,
  optimizer: Optimizer | Solver,
  options: LearnerOptions,
): Promise<Program> {
  return await compileStep(notedStep(network, optimizer, options));
}

/** The program that answers so many rows, to be looked at. */
export async function inferenceProgram(
  { network, inputs }: Pick<Model, "network" | "inputs">,
  rows: number,
): Promise<Program> {
  const { output } = applyNetwork(network, [inputs], input("rows", [rows, inputs]), "inference");
  noteForward(output);
  return await compileStep({ outputs: { output } });
}

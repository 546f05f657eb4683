import { input } from "../graph/functions.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";

/** The input that holds a scalar of an optimizer; of which update, where a step does several. */
export function scalarOf(scalar: string, update?: number): string {
  return update === undefined ? `scalar.${scalar}` : `scalar.${update}.${scalar}`;
}

/** The names of the scalars of an optimizer. */
function scalarNames(optimizer: Optimizer): readonly string[] {
  return Object.keys(optimizer.scalars(optimizer.learningRate, 1));
}

/** The scalars of an update as a step sees them. */
export function scalarInputs(optimizer: Optimizer, nameOf: (scalar: string) => string): Record<string, Tensor> {
  return Object.fromEntries(scalarNames(optimizer).map((name) => [name, input(nameOf(name), [])]));
}

/** The scalars of some steps, as their inputs are given; `at` says the rate and the number of the update of each step. */
export function scalarColumns(
  optimizer: Optimizer,
  nameOf: (scalar: string) => string,
  steps: number,
  at: (step: number) => readonly [rate: number, update: number],
): Record<string, Float64Array> {
  const columns = scalarNames(optimizer).map((name) => [name, new Float64Array(steps)] as const);
  for (let i = 0; i < steps; i++) {
    const scalars = optimizer.scalars(...at(i));
    for (const [name, column] of columns) column[i] = scalars[name]!;
  }
  return Object.fromEntries(columns.map(([name, column]) => [nameOf(name), column]));
}

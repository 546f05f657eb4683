import type { Step } from "../compiler/step.ts";
import { add } from "../expr/operations/add.ts";
import { differentiate } from "../graph/differentiate.ts";
import { gather, input, state, sum } from "../graph/functions.ts";
import { stabilize } from "../graph/stabilize.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import type { Clipping } from "../nn/clipping.ts";
import { type Loss, lossOf } from "../nn/losses/_loss.ts";
import type { RowMetric } from "../nn/metrics/_metric.ts";
import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { type Applied, applyNetwork, arenaSize, arenaView, joined } from "./parameters.ts";

/** The sizes of a training step and what it does. */
export interface StepOptions {
  /** Rows that lie in memory. */
  readonly rowCount: number;
  /** Numbers of a row that go in. */
  readonly inputs: number;
  /** Numbers of a row to compare with. */
  readonly targets: number;
  /** Rows of one step. */
  readonly batch: number;
  readonly loss: Loss;
  readonly clip?: Clipping | undefined;
  /** What is computed of every batch besides the loss: the sum over its rows comes out as `metric.<name>`. */
  readonly metrics?: Readonly<Record<string, RowMetric>> | undefined;
}

interface Objective extends Applied {
  /** The loss with what the regularizers add. */
  readonly value: Tensor;
  /** Its gradient with respect to the whole arena. */
  readonly gradient: Tensor;
  readonly sums: Readonly<Record<string, Tensor>>;
}

/** The sums of metrics over the rows of a batch, as outputs. */
function metricSums(
  metrics: Readonly<Record<string, RowMetric>> | undefined,
  prediction: Tensor,
  target: Tensor,
): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    Object.entries(metrics ?? {}).map(([name, metric]) => [`metric.${name}`, sum(metric(prediction, target))]),
  );
}

/** The loss of a batch and its gradient; the loss is made stable first, so that logarithms of tails stay finite. */
function objective(
  network: Network,
  { rowCount, inputs, targets, batch, loss, clip, metrics }: StepOptions,
): Objective {
  const rows = input("rows", [batch], "index");
  const x = label(gather(state("inputs", [rowCount, inputs]), rows), "a⁰");
  const y = label(gather(state("targets", [rowCount, targets]), rows), "y");
  const applied = applyNetwork(network, [inputs], x, "training");
  const raw = lossOf(loss, applied.output, y);
  const whole = applied.penalty === undefined ? raw : add(raw, applied.penalty);
  const value = label(stabilize(whole, applied.views), "L");
  const gradient = label(joined(differentiate(value, applied.views)), "∂L/∂w");
  return {
    ...applied,
    value,
    gradient: clip === undefined ? gradient : clip(gradient),
    sums: metricSums(metrics, applied.output, y),
  };
}

/** What a step that draws random numbers must be given besides. */
function chance({ streams }: Applied): readonly string[] {
  return streams === 0 ? [] : ["step"];
}

/** The gradient of a batch without an update: for solvers, and for looking. */
export function gradientStep(network: Network, options: StepOptions): Step {
  const { value, gradient, sums } = objective(network, options);
  return { outputs: { loss: value, gradient, ...sums } };
}

/** One training step as graph: gather the batch, forward, loss, backward, clip, update, hold to constraints. */
export function trainingStep(network: Network, options: StepOptions & { readonly optimizer: Optimizer }): Step {
  const { optimizer } = options;
  const parts = objective(network, options);
  const { arena, value, gradient, sums, nextState, layerState, parameters } = parts;
  const count = arenaSize(parameters);
  const scalarNames = Object.keys(optimizer.scalars(optimizer.learningRate, 1));
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, input(`scalar.${name}`, [])]));
  const slots = Object.fromEntries(Object.keys(optimizer.slots).map((name) => [name, state(`slot.${name}`, [count])]));
  const next = optimizer.update({ weights: arena, gradient, slots, scalars });
  const held = parameters.some(({ constraint }) => constraint !== undefined)
    ? joined(
        parameters.map((parameter) => {
          const view = arenaView(next.weights, parameter);
          return parameter.constraint?.(view) ?? view;
        }),
      )
    : next.weights;
  return {
    outputs: { loss: value, ...sums },
    updates: [
      [arena, held],
      ...Object.entries(next.slots).map(([name, slot]) => [slots[name]!, slot] as const),
      ...(nextState === undefined ? [] : [[layerState!, nextState] as const]),
    ],
    perStep: ["rows", ...scalarNames.map((name) => `scalar.${name}`), ...chance(parts)],
  };
}

/** The loss of other rows, without learning from them. */
export function validationStep(
  network: Network,
  {
    rowCount,
    inputs,
    targets,
    loss,
    metrics,
  }: Pick<StepOptions, "rowCount" | "inputs" | "targets" | "loss" | "metrics">,
): Step {
  const x = state("validation inputs", [rowCount, inputs]);
  const y = state("validation targets", [rowCount, targets]);
  const { output, views } = applyNetwork(network, [inputs], x, "inference");
  return { outputs: { loss: stabilize(lossOf(loss, output, y), views), ...metricSums(metrics, output, y) } };
}

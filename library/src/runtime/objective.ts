import { gather, input, state, sum } from "../graph/functions.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import type { Clipping } from "../nn/clipping.ts";
import { type Loss, lossOf } from "../nn/losses/_loss.ts";
import { lossParts } from "../nn/losses/_reduction.ts";
import type { RowMetric } from "../nn/metrics/_metric.ts";
import type { Mode } from "../nn/network.ts";
import { type Accumulated, accumulated } from "./accumulation.ts";
import { descent } from "./gradient.ts";
import type { Applied, HeldNetwork } from "./held-network.ts";

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
  /** Whether rows bring weights. */
  readonly weighted?: boolean | undefined;
  /** Whether gradients are added up until the input `last` is 1. */
  readonly accumulates?: boolean | undefined;
  readonly loss: Loss;
  readonly clip?: Clipping | undefined;
  /** What is computed of every batch besides the loss: the sum over its rows comes out as `metric.<name>`. */
  readonly metrics?: Readonly<Record<string, RowMetric>> | undefined;
}

/** Rows as tensors: inputs a⁰ (rows × inputs), targets y (rows × targets) and, where rows bring them, weights (rows). */
export interface RowTensors {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly weights: Tensor | undefined;
}

/** A network applied to rows and judged by a loss. */
export interface Judged extends Applied, RowTensors {
  /** The loss with what the regularizers add. */
  readonly value: Tensor;
  readonly sums: Readonly<Record<string, Tensor>>;
}

/** A loss with its gradient. */
export interface Objective extends Judged {
  /** The gradient with respect to the whole arena, clipped where asked. */
  readonly gradient: Tensor;
  /** The parts of micro-batches, where they are added up. */
  readonly accumulation: Accumulated | undefined;
}

/** The names of the states that hold rows. */
export const rowStates = {
  training: { inputs: "inputs", targets: "targets", weights: "row weights" },
  validation: { inputs: "validation inputs", targets: "validation targets", weights: "validation row weights" },
} as const;

type RowSizes = Pick<StepOptions, "rowCount" | "inputs" | "targets" | "weighted">;

/** Rows from their states, as they are picked. */
export function rowsIn(
  names: (typeof rowStates)["training" | "validation"],
  sizes: RowSizes,
  pick: (rows: Tensor) => Tensor,
): RowTensors {
  const { rowCount, inputs, targets, weighted } = sizes;
  return {
    x: label(pick(state(names.inputs, [rowCount, inputs])), "a⁰"),
    y: label(pick(state(names.targets, [rowCount, targets])), "y"),
    weights: weighted === true ? label(pick(state(names.weights, [rowCount])), "row weights") : undefined,
  };
}

/** A network applied to rows, with the sums of metrics over them. */
export function applied(
  network: HeldNetwork,
  rows: RowTensors,
  options: Pick<StepOptions, "metrics">,
  mode: Mode,
): Omit<Judged, "value"> {
  const made = network.apply(rows.x, mode);
  const sums = Object.fromEntries(
    Object.entries(options.metrics ?? {}).map(([name, metric]) => [
      `metric.${name}`,
      sum(metric(made.output, rows.y, made.mask)),
    ]),
  );
  return { ...made, ...rows, sums };
}

/** The loss of a batch and its gradient. */
export function objective(network: HeldNetwork, options: StepOptions): Objective {
  const { batch, loss, clip = (gradient) => gradient } = options;
  const picked = input("rows", [batch], "index");
  const rows = rowsIn(rowStates.training, options, (all) => gather(all, picked));
  const made = applied(network, rows, options, "training");
  const { output, views, penalty } = made;
  const { mask } = made;
  const accumulation =
    options.accumulates === true
      ? accumulated(lossParts(loss, output, rows.y, rows.weights, mask), penalty, views)
      : undefined;
  const { value, gradient } = accumulation ?? descent(lossOf(loss, output, rows.y, rows.weights, mask), views, penalty);
  return { ...made, value: label(value, "L"), gradient: clip(label(gradient, "∂L/∂w")), accumulation };
}

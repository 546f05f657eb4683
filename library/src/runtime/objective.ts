import { full, gather, input, state, sum } from "../graph/functions.ts";
import { stabilize } from "../graph/stabilize.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import type { Clipping } from "../nn/clipping.ts";
import { type Loss, lossOf } from "../nn/losses/_loss.ts";
import { lossParts, overCount } from "../nn/losses/_reduction.ts";
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

/** What the loss of rows that are only looked at depends on. */
export interface ValidationOptions
  extends Pick<StepOptions, "rowCount" | "inputs" | "targets" | "weighted" | "loss" | "metrics"> {
  /** Rows of one step, which picks them as a training step does; all rows, in their order, where absent. */
  readonly block?: number | undefined;
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

/** Rows that are only looked at. */
export interface Looked extends Judged {
  /** What the loss of these rows counts beside that of others; absent where losses are added. */
  readonly count: Tensor | undefined;
  /** Whether the loss has values for each row, so that rows can be looked at in blocks. */
  readonly byRow: boolean;
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

function rowsIn(
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

function applied(network: HeldNetwork, rows: RowTensors, options: Pick<StepOptions, "metrics">, mode: Mode) {
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

/** The loss of rows that are only looked at, without what the regularizers add. */
export function judgement(network: HeldNetwork, options: ValidationOptions): Looked {
  const { loss, rowCount, block } = options;
  const picked = block === undefined ? undefined : input("rows", [block], "index");
  const rows = rowsIn(rowStates.validation, options, (all) => (picked === undefined ? all : gather(all, picked)));
  const made = applied(network, rows, options, "inference");
  const { values, total, count } = lossParts(loss, made.output, rows.y, rows.weights, made.mask);
  const value = label(stabilize(overCount(total, count), made.views), "L");
  return {
    ...made,
    value,
    count: typeof count === "number" ? full([], count) : count,
    byRow: values.shape[0] === (block ?? rowCount),
  };
}

import type { Step } from "../compiler/step.ts";
import { full, gather, input } from "../graph/functions.ts";
import { stabilize } from "../graph/stabilize.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { lossParts, overCount } from "../nn/losses/_reduction.ts";
import type { Network } from "../nn/network.ts";
import { HeldNetwork } from "./held-network.ts";
import { applied, type Judged, rowStates, rowsIn, type StepOptions } from "./objective.ts";
import type { Traceable } from "./step.ts";

/** What the loss of rows that are only looked at depends on. */
export interface ValidationOptions
  extends Pick<StepOptions, "rowCount" | "inputs" | "targets" | "weighted" | "loss" | "metrics"> {
  /** Rows of one step, which picks them as a training step does; all rows, in their order, where absent. */
  readonly block?: number | undefined;
}

/** Rows that are only looked at. */
export interface Looked extends Judged {
  /** What the loss of these rows counts beside that of others; absent where losses are added. */
  readonly count: Tensor | undefined;
  /** Whether the loss has values for each row, so that rows can be looked at in blocks. */
  readonly byRow: boolean;
}

/** The loss of rows that are only looked at, without what the regularizers add. */
function judgement(network: HeldNetwork, options: ValidationOptions): Looked {
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

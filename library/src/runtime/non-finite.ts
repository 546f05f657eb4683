import type { Numbers, Session } from "../compiler/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Loss } from "../nn/losses/_loss.ts";
import { NonFiniteError, type NonFiniteFacts, NumberError } from "../util/errors.ts";
import { adviceFor } from "./advice.ts";
import { valuesIn } from "./node-values.ts";
import type { Judged, Objective } from "./objective.ts";
import { operationText } from "./operation-text.ts";
import type { Traceable } from "./step.ts";
import { whereabouts } from "./whereabouts.ts";

/** The step that went wrong, and what it was given. */
export interface Occasion extends Pick<NonFiniteFacts, "step" | "epoch" | "rows"> {
  readonly given: Readonly<Record<string, Numbers>>;
}

type Values = (node: Tensor) => ArrayLike<number>;

/** The largest absolute value among finite numbers; 0 for none. */
function largestOf(numbers: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) largest = Math.max(largest, Math.abs(numbers[i]!));
  return largest;
}

/** The index of the first number that is not finite, or −1. */
function firstWrong(numbers: ArrayLike<number>): number {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i]!)) return i;
  return -1;
}

/**
 * The node with which it began: not finite although all its operands are, and with a path of nodes that are not finite to
 * a result that is not. What a mask takes out again (the logarithm of 0 behind `select`) has no such path.
 */
function beginning(order: readonly Tensor[], results: readonly Tensor[], values: Values): Tensor | undefined {
  const wrong = (node: Tensor): boolean => firstWrong(values(node)) >= 0;
  const reached = new Set<Tensor>();
  const waiting = results.filter(wrong);
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    if (reached.has(node)) continue;
    reached.add(node);
    waiting.push(...node.inputs.filter(wrong));
  }
  return order.find((node) => reached.has(node) && !node.inputs.some((operand) => reached.has(operand)));
}

/**
 * Finds the first number of a step that is not finite. The session's states must be as they were before that step; the step
 * is computed again node by node, in the numbers of the back end, so that what overflows in float32 only is found too.
 */
export async function explainNonFinite(
  session: Session,
  traceable: Traceable<Judged | Objective>,
  loss: Loss,
  occasion: Occasion,
): Promise<NumberError> {
  const { step, graph } = traceable;
  const places = whereabouts(traceable);
  const values = await valuesIn(session, places.order, occasion.given);
  const results = [graph.value, step.outputs["gradient"], ...(step.updates ?? []).map(([, fresh]) => fresh)];
  const node = beginning(
    places.order,
    results.filter((result) => result !== undefined),
    values,
  );
  const { step: at, epoch, rows } = occasion;
  if (node === undefined)
    return new NumberError("a number is no longer finite", {
      code: "E301",
      place: `step ${at} of epoch ${epoch}`,
      found: "finite numbers where the step is computed node by node",
      remedy: "lower the learning rate",
    });
  const element = firstWrong(values(node));
  const value = values(node)[element]!;
  const largest = Math.max(0, ...node.inputs.map((operand) => largestOf(values(operand))));
  const phase = places.phaseOf(node);
  const row = places.rowOf(node, element);
  const gradient = "gradient" in graph ? values(graph.gradient) : [];
  return new NonFiniteError({
    step: at,
    epoch,
    rows,
    phase,
    layer: places.layerOf(node, element),
    parameter: places.parameterOf(node, element),
    operation: operationText(node),
    row: row === undefined ? undefined : (occasion.given["rows"]?.[row] ?? row),
    value,
    largest,
    advice: adviceFor({
      phase,
      value,
      largest,
      largestInput: largestOf(values(graph.x)),
      largestWeight: Math.max(0, ...graph.views.map((view) => largestOf(values(view)))),
      largestGradient: firstWrong(gradient) >= 0 ? Infinity : largestOf(gradient),
      formula: operationText(node),
      loss,
    }),
  });
}

import { add } from "../expr/operations/add.ts";
import { select } from "../expr/operations/select.ts";
import { input, state } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { type LossParts, overCount } from "../nn/losses/_reduction.ts";
import { type Descent, descent } from "./gradient.ts";
import { arenas } from "./parameters.ts";

/** The input that says whether a micro-batch is the last one before an update: 1 or 0. */
export const lastName = "last";

/** The loss of a micro-batch, with the gradient of all of them since the last update, as if they were one batch. */
export interface Accumulated extends Descent {
  /** Whether the update happens now. */
  readonly last: Tensor;
  readonly updates: readonly (readonly [state: Tensor, value: Tensor])[];
}

/**
 * Adds up what micro-batches m give: for a mean loss g = Σₘ ∂totalₘ/∂w / Σₘ countₘ, for a sum g = Σₘ ∂totalₘ/∂w; then the
 * gradient of the regularizers, once.
 *
 * Totals and counts are added apart, so that g is that of one batch of all their rows, however long each of them is and
 * whatever its rows weigh. After the last micro-batch both begin again at 0.
 */
export function accumulated(
  { total, count }: LossParts,
  penalty: Tensor | undefined,
  views: readonly Tensor[],
): Accumulated {
  const last = input(lastName, []);
  const { value: stable, gradient: part } = descent(total, views);
  const own = label(part, "∂Σ/∂w");
  const before = state(arenas.gradient, [sizeOf(own.shape)]);
  const whole = add(before, own);
  const updates: (readonly [Tensor, Tensor])[] = [[before, select(last, 0, whole)]];
  let gradient = whole;
  if (count !== undefined) {
    const counted = state(arenas.count, []);
    const counts = add(counted, count);
    updates.push([counted, select(last, 0, counts)]);
    gradient = overCount(whole, counts);
  }
  const mean = overCount(stable, count);
  if (penalty === undefined) return { value: mean, gradient, last, updates };
  const added = descent(penalty, views);
  return { value: add(mean, added.value), gradient: add(gradient, added.gradient), last, updates };
}

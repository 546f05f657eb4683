import { add } from "../expr/operations/add.ts";
import { select } from "../expr/operations/select.ts";
import { differentiate } from "../graph/differentiate.ts";
import { input, state } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import { stabilize } from "../graph/stabilize.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { type LossParts, overCount } from "../nn/losses/_reduction.ts";
import { arenas, joined } from "./parameters.ts";

/** The input that says whether a micro-batch is the last one before an update: 1 or 0. */
export const lastName = "last";

/** The gradient of several micro-batches, as far as the present one. */
export interface Accumulated {
  /** The loss of this micro-batch alone. */
  readonly value: Tensor;
  /** The gradient of all micro-batches since the last update, as if they were one batch. */
  readonly gradient: Tensor;
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
  const stable = stabilize(total, views);
  const own = label(joined(differentiate(stable, views)), "∂Σ/∂w");
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
  const added = stabilize(penalty, views);
  return {
    value: add(mean, added),
    gradient: add(gradient, joined(differentiate(added, views))),
    last,
    updates,
  };
}

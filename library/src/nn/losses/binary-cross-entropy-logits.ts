import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { sub } from "../../expr/operations/sub.ts";
import { tensor } from "../../graph/functions.ts";
import { softplus } from "../activations/softplus.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** Options of binary cross-entropy from logits. */
export interface BinaryCrossEntropyLogitsOptions {
  /** What an example with y = 1 counts, for each output; 1 unless said otherwise. */
  readonly positiveWeights?: readonly number[];
}

/**
 * The mean of −(p y ln σ(z) + (1 − y) ln(1 − σ(z))) for logits z, with weights p of the positive examples.
 *
 * Computed as (1 + (p − 1) y) softplus(−z) + (1 − y) z, which is finite for every z.
 */
export function binaryCrossEntropyLogits({ positiveWeights }: BinaryCrossEntropyLogitsOptions = {}): Loss {
  return defineLoss({
    name: "binaryCrossEntropyLogits",
    reduction: "mean",
    half: false,
    predictions: "logits",
    output: "identity",
    values: (logits, target) => {
      const rest = mul(sub(1, target), logits);
      if (positiveWeights === undefined) return add(softplus(neg(logits)), rest);
      const weight = add(1, mul(tensor(positiveWeights.map((p) => p - 1)), target));
      return add(mul(weight, softplus(neg(logits))), rest);
    },
  });
}

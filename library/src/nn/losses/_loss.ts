import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { equal } from "../../expr/operations/equal.ts";
import { mean, sum } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";

/** A loss: a value for each element or row, and how the values become one number. */
export interface Loss {
  readonly name: string;
  /** `mean` over all values or their `sum`; the convention is part of the loss, not of the optimizer. */
  readonly reduction: "mean" | "sum";
  /** Whether the squared error (or what is near it) is halved. */
  readonly half: boolean;
  /** What predictions are taken for: by it a task finds the losses that fit. */
  readonly predictions: "numbers" | "probabilities" | "logits" | "logarithms" | "scores";
  /** The activation of the output layer that this loss expects, by its usual name. */
  readonly output: "sigmoid" | "softmax" | "identity" | "exponential" | "tanh" | "logSoftmax" | "softplus";
  /** The values before they are reduced, from predictions and targets. */
  readonly values: (prediction: Tensor, target: Tensor) => Tensor;
  /** What each value counts in the divisor of a mean, where that is not 1 (values hold their weights already). */
  readonly divisor?: (target: Tensor) => Tensor;
}

/** Makes a loss of its record. */
export function defineLoss(record: Loss): Loss {
  return record;
}

/** The loss as one number. */
export function lossOf(loss: Loss, prediction: Tensor, target: Tensor): Tensor {
  const values = loss.values(prediction, target);
  if (loss.reduction === "sum") return sum(values);
  if (loss.divisor === undefined) return mean(values);
  const count = sum(loss.divisor(target));
  // Where every target is ignored the loss is 0, not 0/0.
  return div(sum(values), add(count, equal(count, 0)));
}

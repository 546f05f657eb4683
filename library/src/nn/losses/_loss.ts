import type { Tensor } from "../../graph/tensor.ts";
import { lossParts, overCount } from "./_reduction.ts";

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
  /** Whether the steps of a row become one value together, so that `values` itself leaves out those that a mask names. */
  readonly joinsSteps?: boolean;
  /** The values before they are reduced, from predictions and targets; of a loss that joins steps, also from a mask (n×t). */
  readonly values: (prediction: Tensor, target: Tensor, mask?: Tensor) => Tensor;
  /** What each value counts in the divisor of a mean, where that is not 1 (values hold their weights already). */
  readonly divisor?: (target: Tensor) => Tensor;
}

/** Makes a loss of its record. */
export function defineLoss(record: Loss): Loss {
  return record;
}

/** The loss as one number: Σ wᵢ vᵢ, for a mean divided by Σ wᵢ dᵢ; weights w (rows) default to 1, a mask (n×t) to all steps. */
export function lossOf(loss: Loss, prediction: Tensor, target: Tensor, weights?: Tensor, mask?: Tensor): Tensor {
  const { total, count } = lossParts(loss, prediction, target, weights, mask);
  return overCount(total, count);
}

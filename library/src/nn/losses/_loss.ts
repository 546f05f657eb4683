import { mean, sum } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";

/** A loss: a value for each element or row, and how the values become one number. */
export interface Loss {
  readonly name: string;
  /** `mean` over all values or their `sum`; the convention is part of the loss, not of the optimizer. */
  readonly reduction: "mean" | "sum";
  /** The activation of the output layer that this loss expects, by its usual name. */
  readonly output: "sigmoid" | "softmax" | "identity";
  /** The values before they are reduced, from predictions and targets. */
  readonly values: (prediction: Tensor, target: Tensor) => Tensor;
}

/** Makes a loss of its record. */
export function defineLoss(record: Loss): Loss {
  return record;
}

/** The loss as one number. */
export function lossOf(loss: Loss, prediction: Tensor, target: Tensor): Tensor {
  const values = loss.values(prediction, target);
  return loss.reduction === "mean" ? mean(values) : sum(values);
}

import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { equal } from "../../expr/operations/equal.ts";
import { mul } from "../../expr/operations/mul.ts";
import { reshape, sum } from "../../graph/functions.ts";
import { type Shape, shapeText, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ArgumentError } from "../../util/errors.ts";
import type { Loss } from "./_loss.ts";

/** What a loss adds up over a batch, and what a mean divides it by; so batches can be put together. */
export interface LossParts {
  /** The values as the loss gives them, before weights. */
  readonly values: Tensor;
  readonly total: Tensor;
  /** How much the values count together: a number, or a tensor where it depends on targets or weights; absent for a sum. */
  readonly count: Tensor | number | undefined;
}

/**
 * A loss before the division: total = Σ wᵢ vᵢ over the values v, and for a mean the count Σ wᵢ dᵢ of their divisors d (1 each
 * unless the loss says otherwise). Weights w (rows) default to 1.
 *
 * @throws ArgumentError where weights meet a loss whose values are not one or more for each row.
 */
export function lossParts(loss: Loss, prediction: Tensor, target: Tensor, weights?: Tensor): LossParts {
  const values = loss.values(prediction, target);
  const weighted = (tensor: Tensor): Tensor =>
    weights === undefined ? tensor : mul(tensor, stretched(loss, weights, tensor.shape));
  const total = sum(weighted(values));
  if (loss.reduction === "sum") return { values, total, count: undefined };
  if (loss.divisor !== undefined) return { values, total, count: sum(weighted(loss.divisor(target))) };
  if (weights === undefined) return { values, total, count: sizeOf(values.shape) };
  return { values, total, count: mul(sum(weights), sizeOf(values.shape.slice(1))) };
}

/** Weights of rows under a shape that stretches over the values of each row. */
function stretched({ name }: Loss, weights: Tensor, shape: Shape): Tensor {
  const [rows] = weights.shape;
  if (shape[0] === rows) return reshape(weights, [rows!, ...shape.slice(1).map(() => 1)]);
  throw new ArgumentError(`the loss ${name} cannot weigh rows`, {
    expected: `values for each of ${rows} rows`,
    found: `values of shape ${shapeText(shape)}`,
    remedy: "leave the weights out, or give the loss values whose first axis is the rows",
  });
}

/** A total divided by its count, where there is one. Where nothing counts the mean is 0, not 0/0. */
export function overCount(total: Tensor, count: LossParts["count"]): Tensor {
  if (count === undefined) return total;
  return div(total, typeof count === "number" ? count : add(count, equal(count, 0)));
}

import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { equal } from "../../expr/operations/equal.ts";
import { mul } from "../../expr/operations/mul.ts";
import { reshape, sum } from "../../graph/functions.ts";
import { type Shape, sameShape, shapeText, sizeOf } from "../../graph/shape.ts";
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
 * unless the loss says otherwise). Weights w (rows) default to 1; steps that a mask (n×t) leaves out weigh 0.
 *
 * Targets with as many numbers as predictions take their shape.
 *
 * @throws ArgumentError where weights meet a loss whose values are not one or more for each row, or a mask one without steps.
 */
export function lossParts(loss: Loss, prediction: Tensor, target: Tensor, weights?: Tensor, mask?: Tensor): LossParts {
  const sameSize = sizeOf(target.shape) === sizeOf(prediction.shape);
  const y = sameSize ? reshape(target, prediction.shape) : target;
  const values = loss.values(prediction, y, loss.joinsSteps === true ? mask : undefined);
  const each = eachWeight(weights, loss.joinsSteps === true ? undefined : mask);
  const weighted = (tensor: Tensor): Tensor =>
    each === undefined ? tensor : mul(tensor, stretched(loss, each, tensor.shape));
  const total = sum(weighted(values));
  if (loss.reduction === "sum") return { values, total, count: undefined };
  if (loss.divisor !== undefined) return { values, total, count: sum(weighted(loss.divisor(y))) };
  if (each === undefined) return { values, total, count: sizeOf(values.shape) };
  return { values, total, count: mul(sum(each), sizeOf(values.shape.slice(each.shape.length))) };
}

/** What each row weighs (n), or each of its steps (n×t), where a mask says which there are. */
function eachWeight(weights: Tensor | undefined, mask: Tensor | undefined): Tensor | undefined {
  if (weights === undefined || mask === undefined) return weights ?? mask;
  return mul(mask, reshape(weights, [weights.shape[0]!, 1]));
}

/** Weights of rows or steps under a shape that stretches over the values of each. */
function stretched({ name }: Loss, weights: Tensor, shape: Shape): Tensor {
  const rank = weights.shape.length;
  if (sameShape(weights.shape, shape.slice(0, rank)))
    return reshape(weights, [...weights.shape, ...shape.slice(rank).map(() => 1)]);
  const [what, axes] = rank === 1 ? ["rows", "axis is the rows"] : ["steps", "axes are rows and steps"];
  throw new ArgumentError(`the loss ${name} cannot weigh ${what}`, {
    expected: `values for each of ${weights.shape.join("×")} ${what}`,
    found: `values of shape ${shapeText(shape)}`,
    remedy: `leave the ${rank === 1 ? "weights" : "mask"} out, or give the loss values whose first ${axes}`,
  });
}

/** A total divided by its count, where there is one. Where nothing counts the mean is 0, not 0/0. */
export function overCount(total: Tensor, count: LossParts["count"]): Tensor {
  if (count === undefined) return total;
  return div(total, typeof count === "number" ? count : add(count, equal(count, 0)));
}

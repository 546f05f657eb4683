import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { equal } from "../../expr/operations/equal.ts";
import { less } from "../../expr/operations/less.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { mean, reshape, sum } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";

/** A mask (n×t) under the shape of a tensor (n×t×…), stretching over what each step holds. */
function stretched(mask: Tensor, tensor: Tensor): Tensor {
  return reshape(mask, [...mask.shape, ...tensor.shape.slice(2).map(() => 1)]);
}

/** What is there of a tensor (n×t×…); steps that a mask (n×t) leaves out hold `value`. */
export function present(tensor: Tensor, mask: Tensor | undefined, value: number): Tensor {
  return mask === undefined ? tensor : select(stretched(mask, tensor), tensor, value);
}

/** Greatest numbers, of which those of no step at all (−∞) count as 0. */
export function orZero(greatest: Tensor, mask: Tensor | undefined): Tensor {
  return mask === undefined ? greatest : select(less(-Infinity, greatest), greatest, 0);
}

/** The mean over some axes of the steps that are there, the axes staying with size 1; that of no step is 0. */
export function meanOf(tensor: Tensor, axes: readonly number[], mask: Tensor | undefined): Tensor {
  if (mask === undefined) return mean(tensor, axes, { keep: true });
  const others = axes.reduce((product, axis) => (axis > 1 ? product * tensor.shape[axis]! : product), 1);
  const stepAxes = axes.filter((axis) => axis <= 1);
  const count = mul(others, sum(stretched(mask, tensor), stepAxes, { keep: true }));
  return div(sum(present(tensor, mask, 0), axes, { keep: true }), add(count, equal(count, 0)));
}

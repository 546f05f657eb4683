import { add } from "../expr/operations/add.ts";
import { div } from "../expr/operations/div.ts";
import { equal } from "../expr/operations/equal.ts";
import { exp } from "../expr/operations/exp.ts";
import { log } from "../expr/operations/log.ts";
import { mul } from "../expr/operations/mul.ts";
import { sin } from "../expr/operations/sin.ts";
import { sqrt } from "../expr/operations/sqrt.ts";
import { sub } from "../expr/operations/sub.ts";
import { build } from "./build.ts";
import { indexAlong, maximum, type ReduceOptions, stopGradient, sum } from "./functions.ts";
import { axisOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** One row of 0 and 1 for each index: 1 at the index, 0 elsewhere. */
export function oneHot(indices: Tensor, size: number): Tensor {
  const shape = [...indices.shape, size];
  const column = build.reshape(indices, [...indices.shape, 1]);
  return equal(column, indexAlong(shape, -1));
}

/** Normal numbers with mean 0 and variance 1 from two tensors of uniform ones: √(−2 ln(1 − u)) sin(2π v). Source: Box and Muller, 1958. */
export function normalFrom(u: Tensor, v: Tensor): Tensor {
  return mul(sqrt(mul(-2, log(sub(1, u)))), sin(mul(2 * Math.PI, v)));
}

/** e^x / Σ e^x along an axis, computed after subtracting the greatest x. */
export function softmax(input: Tensor, axis = -1): Tensor {
  const powers = exp(sub(input, stopGradient(maximum(input, axis, { keep: true }))));
  return div(powers, sum(powers, axis, { keep: true }));
}

/** ln Σ e^x along an axis, computed after subtracting the greatest x. */
export function logSumExp(input: Tensor, axis = -1, options: ReduceOptions = {}): Tensor {
  const greatest = stopGradient(maximum(input, axis, { keep: true }));
  const total = add(log(sum(exp(sub(input, greatest)), axis, { keep: true })), greatest);
  if (options.keep === true) return total;
  const at = axisOf(axis, input.shape.length, "logSumExp");
  return build.reshape(
    total,
    input.shape.filter((_, i) => i !== at),
  );
}

/** x − ln Σ e^x along an axis. */
export function logSoftmax(input: Tensor, axis = -1): Tensor {
  const shifted = sub(input, stopGradient(maximum(input, axis, { keep: true })));
  return sub(shifted, log(sum(exp(shifted), axis, { keep: true })));
}

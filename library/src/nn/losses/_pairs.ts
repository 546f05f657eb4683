import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sub } from "../../expr/operations/sub.ts";
import { slice, sum } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ArgumentError } from "../../util/errors.ts";

/** Cuts outputs into `count` vectors of one size that stand side by side. @throws ArgumentError where they cannot be. */
export function sideBySide(loss: string, prediction: Tensor, count: number): readonly Tensor[] {
  const width = prediction.shape.at(-1)!;
  const size = width / count;
  if (!Number.isInteger(size) || size < 1)
    throw new ArgumentError(`${loss}: the outputs cannot be divided into ${count} vectors`, {
      expected: `a multiple of ${count}`,
      found: `${width} outputs`,
    });
  return Array.from({ length: count }, (_, i) => slice(prediction, -1, i * size, (i + 1) * size));
}

/** ‖a − b‖ along the last axis; 10⁻⁶ is added to each difference, so that equal vectors have a gradient. */
export function distance(a: Tensor, b: Tensor): Tensor {
  const difference = add(sub(a, b), 1e-6);
  return sqrt(sum(mul(difference, difference), -1));
}

/** The cosine of the angle between vectors along the last axis; the product of their lengths counts as at least 10⁻⁸. */
export function cosineOf(a: Tensor, b: Tensor): Tensor {
  const square = mul(sum(mul(a, a), -1), sum(mul(b, b), -1));
  return div(sum(mul(a, b), -1), sqrt(max(square, 1e-16)));
}

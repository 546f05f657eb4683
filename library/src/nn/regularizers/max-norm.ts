import { div } from "../../expr/operations/div.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sqrt } from "../../expr/operations/sqrt.ts";
import { sum } from "../../graph/functions.ts";
import { type Constraint, defineConstraint } from "./_regularizer.ts";

/**
 * After every step shrinks each unit's incoming weights w to a length of at most c: w ← w · c / max(‖w‖, c), c > 0.
 *
 * The weights of a unit lie along all axes but the last. Source: Srivastava et al., JMLR 2014.
 */
export const maxNorm: (limit: number) => Constraint = defineConstraint("maxNorm", (limit: number) => (weights) => {
  const axes = weights.shape.slice(0, -1).map((_, axis) => axis);
  const length = sqrt(sum(mul(weights, weights), axes, { keep: true }));
  return mul(weights, div(limit, max(length, limit)));
});

import { less } from "../../expr/operations/less.ts";
import { max } from "../../expr/operations/max.ts";
import { min } from "../../expr/operations/min.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { sign } from "../../expr/operations/sign.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineOptimizer, type Optimizer } from "./_optimizer.ts";

/** Options of rprop. */
export interface RpropOptions {
  /** α > 0. */
  readonly learningRate?: number;
  /** η⁻ in (0, 1). */
  readonly shrink?: number;
  /** η⁺ > 1. */
  readonly grow?: number;
  /** The least step. */
  readonly smallest?: number;
  /** The greatest step. */
  readonly largest?: number;
}

/** Rprop: the step of each weight grows while its gradient keeps its sign and shrinks when it turns. Source: Riedmiller and Braun, 1993. */
export function rprop(options: RpropOptions = {}): Optimizer {
  const { learningRate = 0.01, shrink = 0.5, grow = 1.2, smallest = 1e-6, largest = 50 } = options;
  return defineOptimizer({
    name: "rprop",
    learningRate,
    slots: { previous: 0, size: learningRate },
    scalars: () => ({}),
    update: ({ weights, gradient, slots }) => {
      const same = sign(mul(gradient, slots["previous"]!));
      const factor = select(less(0, same), grow, select(less(same, 0), shrink, 1));
      const size = min(largest, max(smallest, mul(slots["size"]!, factor)));
      // Where the sign has turned, the step is left out once.
      const used = select(less(same, 0), 0, gradient);
      return { weights: sub(weights, mul(sign(used), size)), slots: { previous: used, size } };
    },
  });
}

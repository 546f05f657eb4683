import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { div } from "../../expr/operations/div.ts";
import { expm1 } from "../../expr/operations/expm1.ts";
import { less } from "../../expr/operations/less.ts";
import { min } from "../../expr/operations/min.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";

/** The continuously differentiable exponential linear unit: x where x > 0, else α(e^(x/α) − 1). */
export function celu(options: { readonly alpha?: number } = {}): Operation {
  const { alpha = 1 } = options;
  return defineFunction({
    symbol: "celu",
    options: { alpha },
    arity: 1,
    formula: (x) => select(less(0, x!), x!, mul(alpha, expm1(div(min(x!, 0), alpha)))),
    source: "Barron, 2017",
  });
}

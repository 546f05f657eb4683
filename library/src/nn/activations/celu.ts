import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { expm1 } from "../../expr/operations/expm1.ts";
import { max } from "../../expr/operations/max.ts";
import { min } from "../../expr/operations/min.ts";
import { mul } from "../../expr/operations/mul.ts";

/** max(0, x) + α(e^(min(0, x)/α) − 1). */
export function celu(options: { readonly alpha?: number } = {}): Operation {
  const { alpha = 1 } = options;
  return defineFunction({
    symbol: "celu",
    options: { alpha },
    arity: 1,
    formula: (x) => add(max(0, x!), mul(alpha, expm1(div(min(x!, 0), alpha)))),
    source: "Barron, 2017",
  });
}

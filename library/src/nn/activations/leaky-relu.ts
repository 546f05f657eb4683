import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { less } from "../../expr/operations/less.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";

/** The leaky rectifier: x where x > 0, else slope · x. */
export function leakyRelu(options: { readonly slope?: number } = {}): Operation {
  const { slope = 0.01 } = options;
  return defineFunction({
    symbol: "leakyRelu",
    options: { slope },
    arity: 1,
    formula: (x) => select(less(0, x!), x!, mul(slope, x!)),
    kinks: [0],
    source: "Maas, Hannun, Ng, 2013",
  });
}

import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { less } from "../../expr/operations/less.ts";
import { select } from "../../expr/operations/select.ts";

/** x where x exceeds the limit, else the given value. */
export function threshold(options: { readonly limit?: number; readonly value?: number } = {}): Operation {
  const { limit = 0, value = 0 } = options;
  return defineFunction({
    symbol: "threshold",
    options: { limit, value },
    arity: 1,
    formula: (x) => select(less(limit, x!), x!, value),
    kinks: [limit],
  });
}

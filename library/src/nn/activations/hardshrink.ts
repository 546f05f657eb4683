import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { abs } from "../../expr/operations/abs.ts";
import { less } from "../../expr/operations/less.ts";
import { select } from "../../expr/operations/select.ts";

/** x where |x| exceeds the threshold, else 0. */
export function hardshrink(options: { readonly threshold?: number } = {}): Operation {
  const { threshold = 0.5 } = options;
  return defineFunction({
    symbol: "hardshrink",
    options: { threshold },
    arity: 1,
    formula: (x) => select(less(threshold, abs(x!)), x!, 0),
  });
}

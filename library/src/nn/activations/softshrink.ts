import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { less } from "../../expr/operations/less.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";

/** x drawn towards 0 by the threshold. */
export function softshrink(options: { readonly threshold?: number } = {}): Operation {
  const { threshold = 0.5 } = options;
  return defineFunction({
    symbol: "softshrink",
    options: { threshold },
    arity: 1,
    formula: (x) =>
      select(less(threshold, x!), sub(x!, threshold), select(less(x!, -threshold), add(x!, threshold), 0)),
  });
}

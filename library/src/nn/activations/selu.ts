import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { expm1 } from "../../expr/operations/expm1.ts";
import { less } from "../../expr/operations/less.ts";
import { min } from "../../expr/operations/min.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";

/** The self-normalizing exponential linear unit. */
export const selu: Operation = defineFunction({
  symbol: "selu",
  arity: 1,
  formula: (x) => mul(1.0507009873554805, select(less(0, x!), x!, mul(1.6732632423543772, expm1(min(x!, 0))))),
  kinks: [0],
  source: "Klambauer, Unterthiner, Mayr, Hochreiter, 2017",
});

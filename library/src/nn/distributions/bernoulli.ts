import { equal } from "../../expr/operations/equal.ts";
import { select } from "../../expr/operations/select.ts";
import { check, type Distribution, defineDistribution } from "./_distribution.ts";

/** 1 with probability p, 0 with 1 − p; 0 ≤ p ≤ 1. */
export function bernoulli(p: number): Distribution {
  check(p >= 0 && p <= 1, "bernoulli", "0 ≤ p ≤ 1", p);
  return defineDistribution({
    name: "bernoulli",
    mean: p,
    variance: p * (1 - p),
    logDensity: (x) => select(equal(x, 1), Math.log(p), select(equal(x, 0), Math.log(1 - p), -Infinity)),
    sample: (random) => (random.uniform() < p ? 1 : 0),
  });
}

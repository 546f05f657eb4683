import { add } from "../../expr/operations/add.ts";
import { equal } from "../../expr/operations/equal.ts";
import { floor } from "../../expr/operations/floor.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";
import { max } from "../../expr/operations/max.ts";
import { min } from "../../expr/operations/min.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { check, type Distribution, defineDistribution } from "./_distribution.ts";
import { logFactorial } from "./_log-factorial.ts";

/** How many of n trials succeed, each with probability p: ln p(k) = ln n!/(k!(n − k)!) + k ln p + (n − k) ln(1 − p). */
export function binomial(n: number, p: number): Distribution {
  check(Number.isInteger(n) && n >= 0, "binomial", "a whole number n ≥ 0", n);
  check(p >= 0 && p <= 1, "binomial", "0 ≤ p ≤ 1", p);
  // k ln p is 0 for k = 0, even where p = 0.
  const times = (k: number, probability: number): number =>
    select(equal(k, 0), 0, mul(k, Math.max(Math.log(probability), -1e308)));
  return defineDistribution({
    name: "binomial",
    mean: n * p,
    variance: n * p * (1 - p),
    logDensity: (x) => {
      // Held in range, so that what select leaves out is finite too.
      const k = max(0, min(n, x));
      const rest = sub(n, k);
      const choose = sub(sub(logFactorial(n), logFactorial(k)), logFactorial(rest));
      const inside = mul(mul(equal(floor(x), x), lessEqual(0, x)), lessEqual(x, n));
      return select(inside, add(choose, add(times(k, p), times(rest, 1 - p))), -Infinity);
    },
    sample: (random) => {
      let successes = 0;
      for (let i = 0; i < n; i++) if (random.uniform() < p) successes++;
      return successes;
    },
  });
}

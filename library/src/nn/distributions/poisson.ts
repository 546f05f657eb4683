import { equal } from "../../expr/operations/equal.ts";
import { floor } from "../../expr/operations/floor.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { check, type Distribution, defineDistribution } from "./_distribution.ts";
import { logFactorial } from "./_log-factorial.ts";

/** How many events of rate λ > 0 happen: ln p(k) = k ln λ − λ − ln k!. */
export function poisson(rate: number): Distribution {
  check(rate > 0 && Number.isFinite(rate), "poisson", "a finite rate > 0", rate);
  return defineDistribution({
    name: "poisson",
    mean: rate,
    variance: rate,
    logDensity: (x) => {
      const k = max(0, x);
      const inside = mul(equal(floor(x), x), lessEqual(0, x));
      return select(inside, sub(sub(mul(k, Math.log(rate)), rate), logFactorial(k)), -Infinity);
    },
    sample: (random) => {
      // Counts of parts of the time add up; each part is small enough for e^−λ to keep its digits.
      let count = 0;
      for (let left = rate; left > 0; left -= 20) {
        const limit = Math.exp(-Math.min(left, 20));
        for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
      }
      return count;
    },
  });
}

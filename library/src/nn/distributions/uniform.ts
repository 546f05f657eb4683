import { less } from "../../expr/operations/less.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { check, type Distribution, defineDistribution } from "./_distribution.ts";

/** Every number of [low, high) equally likely: ln p(x) = −ln(high − low). */
export function uniform(low = 0, high = 1): Distribution {
  check(low < high, "uniform", "low < high", low);
  return defineDistribution({
    name: "uniform",
    mean: (low + high) / 2,
    variance: (high - low) ** 2 / 12,
    logDensity: (x) => select(mul(lessEqual(low, x), less(x, high)), -Math.log(high - low), -Infinity),
    sample: (random) => low + (high - low) * random.uniform(),
  });
}

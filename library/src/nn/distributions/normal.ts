import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { check, type Distribution, defineDistribution } from "./_distribution.ts";

/** The normal distribution: ln p(x) = −½ ((x − μ)/σ)² − ln σ − ½ ln 2π, σ > 0. */
export function normal(mean = 0, deviation = 1): Distribution {
  check(deviation > 0, "normal", "a deviation > 0", deviation);
  const offset = Math.log(deviation) + 0.5 * Math.log(2 * Math.PI);
  return defineDistribution({
    name: "normal",
    mean,
    variance: deviation ** 2,
    logDensity: (x) => {
      const z = div(sub(x, mean), deviation);
      return sub(mul(-0.5, mul(z, z)), offset);
    },
    sample: (random) => mean + deviation * random.normal(),
  });
}

import { equal } from "../../expr/operations/equal.ts";
import { select } from "../../expr/operations/select.ts";
import { check, type Distribution, defineDistribution } from "./_distribution.ts";

/** The number k with probability pₖ, from weights ≥ 0 that are divided by their sum. */
export function categorical(weights: readonly number[]): Distribution {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const weight of weights) check(weight >= 0, "categorical", "weights ≥ 0", weight);
  check(total > 0 && Number.isFinite(total), "categorical", "weights with a finite sum > 0", total);
  const shares = weights.map((weight) => weight / total);
  const moment = (power: number): number => shares.reduce((sum, p, k) => sum + p * k ** power, 0);
  return defineDistribution({
    name: "categorical",
    mean: moment(1),
    variance: moment(2) - moment(1) ** 2,
    logDensity: (x) => shares.reduceRight((rest, p, k) => select(equal(x, k), Math.log(p), rest), -Infinity),
    sample: (random) => {
      let left = random.uniform();
      for (let k = 0; k < shares.length; k++) {
        left -= shares[k]!;
        if (left < 0) return k;
      }
      // Rounding may leave a little: it belongs to the last number that can occur.
      return shares.reduce((last, p, k) => (p > 0 ? k : last), 0);
    },
  });
}

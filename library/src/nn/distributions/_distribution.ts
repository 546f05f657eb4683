import type { Expr } from "../../expr/expr.ts";
import { exp } from "../../expr/operations/exp.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ArgumentError } from "../../util/errors.ts";
import type { RandomStream } from "../../util/random.ts";

/** A number, a formula or a tensor: densities take and give any of them. */
export type Value = number | Expr | Tensor;

/** A distribution of numbers. */
export interface Distribution {
  readonly name: string;
  readonly mean: number;
  readonly variance: number;
  /** ln of the density (of the probability, for whole numbers) at x; −∞ where x cannot occur. */
  logDensity<T extends Value>(x: T): T;
  /** The density at x. */
  density<T extends Value>(x: T): T;
  /** Draws a number. */
  sample(random: RandomStream): number;
}

/** A distribution as its file writes it. */
export interface DistributionRecord {
  readonly name: string;
  readonly mean: number;
  readonly variance: number;
  /** Written as for numbers; the operations take formulas and tensors alike. */
  readonly logDensity: (x: number) => number;
  readonly sample: (random: RandomStream) => number;
}

/** Makes a distribution of its record; the density follows from its logarithm. */
export function defineDistribution({ logDensity, ...record }: DistributionRecord): Distribution {
  const general = logDensity as unknown as <T extends Value>(x: T) => T;
  return { ...record, logDensity: general, density: (x) => (exp as typeof general)(general(x)) };
}

/** @throws ArgumentError where a parameter is outside its range. */
export function check(holds: boolean, distribution: string, expected: string, found: number): void {
  if (!holds)
    throw new ArgumentError(`${distribution}: a parameter is out of range`, { expected, found: String(found) });
}

import { defineInitializer, filled, type Initializer } from "./_initializer.ts";

/** Normal numbers with a mean and a standard deviation ≥ 0. */
export function normal(mean = 0, deviation = 0.05): Initializer {
  return defineInitializer("normal", (shape, random) => filled(shape, () => mean + deviation * random.normal()), [
    mean,
    deviation,
  ]);
}

import { defineInitializer, filled, type Initializer } from "./_initializer.ts";

/** Uniform numbers in [low, high). */
export function uniform(low = -0.05, high = 0.05): Initializer {
  return defineInitializer("uniform", (shape, random) => filled(shape, () => low + (high - low) * random.uniform()), [
    low,
    high,
  ]);
}

import { defineInitializer, filled, type Initializer } from "./_initializer.ts";

/** Normal numbers, drawn again where they lie more than two standard deviations from the mean. */
export function truncatedNormal(mean = 0, deviation = 0.05): Initializer {
  return defineInitializer(
    "truncatedNormal",
    (shape, random) =>
      filled(shape, () => {
        let z = random.normal();
        while (Math.abs(z) > 2) z = random.normal();
        return mean + deviation * z;
      }),
    [mean, deviation],
  );
}

import { defineInitializer, filled, type Initializer } from "./_initializer.ts";

/** One number everywhere. */
export function constant(value: number): Initializer {
  return defineInitializer("constant", (shape) => filled(shape, () => value), [value]);
}

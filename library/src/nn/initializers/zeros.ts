import { defineInitializer, filled, type Initializer } from "./_initializer.ts";

/** All zeros: for biases. */
export const zeros: Initializer = defineInitializer("zeros", (shape) => filled(shape, () => 0));

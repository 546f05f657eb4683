import { defineInitializer, filled, type Initializer } from "./_initializer.ts";

/** All ones: for scales. */
export const ones: Initializer = defineInitializer("ones", (shape) => filled(shape, () => 1));

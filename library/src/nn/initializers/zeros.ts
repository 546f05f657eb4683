import { filled, type Initializer } from "./_initializer.ts";

/** All zeros. */
export const zeros: Initializer = (shape) => filled(shape, () => 0);
